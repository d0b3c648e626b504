import type { SlantedBox } from "./box-map.ts";

interface Piece {
  readonly text: string;
  readonly slanted: SlantedBox;
}

/** Fewer digits in a row are of no interest. */
const leastDigits = 8;
const mostRows = 12;

/**
 * Rows that were found in pieces, as the groups of a card's number are, and are mostly digits: each as one line to be read again, at
 * whatever angle it lies.
 */
export function numberRows(pieces: readonly Piece[]): readonly SlantedBox[] {
  const rows: Piece[][] = [];
  const sorted = pieces
    .filter(({ text }) => /\d/u.test(text))
    .toSorted((a, b) => along(a.slanted, a) - along(b.slanted, a));
  for (const piece of sorted) {
    const row = rows.find((one) => continues(one.at(-1)!.slanted, piece.slanted));
    if (row === undefined) rows.push([piece]);
    else row.push(piece);
  }
  return rows
    .filter((row) => row.length > 1 && isNumber(row.map(({ text }) => text).join("")))
    .slice(0, mostRows)
    .map((row) => joined(row.map(({ slanted }) => slanted)));
}

function isNumber(text: string): boolean {
  const digits = text.replaceAll(/\D/gu, "").length;
  return digits >= leastDigits && digits * 2 >= text.length;
}

function along({ centreX, centreY }: SlantedBox, { slanted: { angle } }: Piece): number {
  return centreX * Math.cos(angle) + centreY * Math.sin(angle);
}

/** Whether the second goes on where the first ends: the same direction, hardly beside it, no wide gap. */
function continues(first: SlantedBox, second: SlantedBox): boolean {
  const thickness = Math.max(first.thickness, second.thickness);
  if (Math.min(first.thickness, second.thickness) < 0.5 * thickness) return false;
  const turn = Math.abs(first.angle - second.angle) % Math.PI;
  if (Math.min(turn, Math.PI - turn) > 0.15) return false;
  const dx = second.centreX - first.centreX;
  const dy = second.centreY - first.centreY;
  const forward = dx * Math.cos(first.angle) + dy * Math.sin(first.angle);
  const beside = Math.abs(dy * Math.cos(first.angle) - dx * Math.sin(first.angle));
  const gap = Math.abs(forward) - (first.length + second.length) / 2;
  return beside < 0.6 * thickness && gap < 2.5 * thickness && gap > -1.5 * thickness;
}

function joined(boxes: readonly SlantedBox[]): SlantedBox {
  const [first] = boxes;
  const last = boxes.at(-1)!;
  const { angle } = first!;
  const forward = (last.centreX - first!.centreX) * Math.cos(angle) + (last.centreY - first!.centreY) * Math.sin(angle);
  const way = Math.sign(forward) || 1;
  // From the outer end of the first to the outer end of the last.
  const bend = Math.atan2(way * (last.centreY - first!.centreY), way * (last.centreX - first!.centreX));
  const span = Math.hypot(last.centreX - first!.centreX, last.centreY - first!.centreY);
  const shift = (way * (last.length - first!.length)) / 4;
  return {
    centreX: (first!.centreX + last.centreX) / 2 + shift * Math.cos(bend),
    centreY: (first!.centreY + last.centreY) / 2 + shift * Math.sin(bend),
    length: span + (first!.length + last.length) / 2,
    thickness: Math.max(...boxes.map(({ thickness }) => thickness)),
    angle: bend,
    sureness: Math.min(...boxes.map(({ sureness }) => sureness)),
  };
}
