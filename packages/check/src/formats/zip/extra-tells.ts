import { type Tell, tells } from "../../report/tells.ts";
import { extraFields } from "../../zip/extra-fields.ts";

const owner: Tell = {
  kind: "account-or-path",
  severity: "identifies-you",
  sentence: "Holds the number of the user account that packed it.",
};
const otherName: Tell = {
  kind: "text",
  severity: "identifies-you",
  sentence: "Holds a second name or comment for files in it.",
};
const packing: Tell = { kind: "format-detail", severity: "harmless", sentence: "Holds technical details of packing." };

const byId: ReadonlyMap<number, readonly Tell[]> = new Map([
  [0x5455, [tells.date]],
  [0x000a, [tells.date]],
  [0x000d, [tells.date, owner]],
  [0x5855, [tells.date, owner]],
  [0x7855, [owner]],
  [0x7875, [owner]],
  [0x756e, [owner]],
  [0x4453, [owner]],
  [0x7075, [otherName]],
  [0x6375, [otherName]],
  // Mac file types, room to grow, Java's and Android's marks, strong encryption's settings
  [0x07c8, [packing]],
  [0x2605, [packing]],
  [0x334d, [packing]],
  [0xa220, [packing]],
  [0xcafe, [packing]],
  [0xd935, [packing]],
]);

/** Lengths over 4 GB, and what a password needs. */
const needed = new Set([0x0001, 0x9901]);

/** What the extra fields of an entry tell. */
export function extraTells(extra: Uint8Array): Tell[] {
  return extraFields(extra)
    .filter(({ id }) => !needed.has(id))
    .flatMap(({ id }) => byId.get(id) ?? [tells.otherEntries]);
}
