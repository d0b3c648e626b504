/** Initial values of the contexts that intra slices use (ITU-T H.265 tables 9-5 to 9-37, initType 0), by syntax element. */
// prettier-ignore
const initialValues = {
  saoMerge: [153],
  saoType: [200],
  splitCu: [139, 141, 157],
  transquantBypass: [154],
  partMode: [184],
  prevIntraLumaPred: [184],
  intraChromaPred: [63],
  splitTransform: [153, 138, 138],
  cbfLuma: [111, 141],
  cbfChroma: [94, 138, 182, 154, 154],
  cuQpDelta: [154, 154],
  transformSkip: [139, 139],
  lastX: [110, 110, 124, 125, 140, 153, 125, 127, 140, 109, 111, 143, 127, 111, 79, 108, 123, 63],
  lastY: [110, 110, 124, 125, 140, 153, 125, 127, 140, 109, 111, 143, 127, 111, 79, 108, 123, 63],
  codedSubBlock: [91, 171, 134, 141],
  significant: [
    111, 111, 125, 110, 110, 94, 124, 108, 124, 107, 125, 141, 179, 153, 125, 107, 125, 141, 179, 153, 125,
    107, 125, 141, 179, 153, 125, 140, 139, 182, 182, 152, 136, 152, 136, 153, 136, 139, 111, 136, 139, 111,
  ],
  greater1: [
    140, 92, 137, 138, 140, 152, 138, 139, 153, 74, 149, 92, 139, 107, 122, 152, 140, 179, 166, 182, 140, 227, 122, 197,
  ],
  greater2: [138, 153, 136, 167, 152, 152],
} as const satisfies Record<string, readonly number[]>;

type Element = keyof typeof initialValues;

const starts: Partial<Record<Element, number>> = {};
const values: number[] = [];
for (const [element, ofElement] of Object.entries(initialValues)) {
  starts[element as Element] = values.length;
  values.push(...ofElement);
}

/** Index of the first context of each syntax element. */
export const context = starts as Readonly<Record<Element, number>>;

export const contextCount = values.length;

/** Sets all contexts to their state at the start of a slice with that quantiser (clause 9.3.2.2). */
export function initialiseContexts(contexts: Uint8Array, sliceQp: number): void {
  const qp = Math.min(Math.max(sliceQp, 0), 51);
  for (let i = 0; i < contextCount; i++) {
    const slope = (values[i]! >> 4) * 5 - 45;
    const offset = ((values[i]! & 15) << 3) - 16;
    const state = Math.min(Math.max(((slope * qp) >> 4) + offset, 1), 126);
    contexts[i] = state <= 63 ? (63 - state) << 1 : ((state - 64) << 1) | 1;
  }
}
