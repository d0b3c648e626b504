import type { InspectContext } from "../../format.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { pngChunks } from "./chunks.ts";

export async function inspectPng(file: ByteSource, context: InspectContext): Promise<void> {
  let end = 0;
  for await (const { offset, length } of pngChunks(file, context.budget)) end = offset + length + 4;
  if (end < file.size) {
    context.report({
      kind: "trailing-data",
      severity: "shows-more",
      sentence: "There is something after the end of the picture. It may show an earlier, uncropped version.",
      where: "after the end",
      cleanable: "removed",
    });
  }
}
