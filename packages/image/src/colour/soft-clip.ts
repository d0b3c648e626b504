/** Which part of what lies beyond sRGB is given up as colourfulness; the rest is cut off. */
const paler = 0.25;
/** What profiles miss their own white by when they round. */
const rounding = 0.02;

/**
 * Brings a colour that sRGB can't show to its border, in place at `rgb[0..2]`, linear light. It is made a little paler towards the
 * grey of its own brightness first, the more the farther outside it lies, so that shades beyond the border stay apart; what is
 * then still outside is cut off. Colours inside are not touched.
 */
export function softClip(rgb: Float64Array): void {
  const [r, g, b] = [rgb[0]!, rgb[1]!, rgb[2]!];
  const grey = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  if (grey >= 1 || grey <= 0) {
    rgb.fill(grey >= 1 ? 1 : 0);
    return;
  }
  // The share of its distance from grey that would bring the colour exactly to the border.
  let fitting = 1;
  for (let i = 0; i < 3; i++) {
    const value = rgb[i]!;
    if (value > 1) fitting = Math.min(fitting, (1 - grey) / (value - grey));
    else if (value < 0) fitting = Math.min(fitting, grey / (grey - value));
  }
  const keep = 1 / (1 + paler * Math.max(1 / fitting - 1 - rounding, 0));
  for (let i = 0; i < 3; i++) rgb[i] = Math.min(Math.max(grey + keep * (rgb[i]! - grey), 0), 1);
}
