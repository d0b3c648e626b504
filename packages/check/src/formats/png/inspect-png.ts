import { WhosecopyError } from "@whosecopy/protocol";
import { inspectExif } from "../../exif/inspect-exif.ts";
import { viewOf } from "../../exif/tiff-file.ts";
import type { InspectContext } from "../../format.ts";
import { inspectIcc } from "../../icc/inspect-icc.ts";
import { isNeutralProfile } from "../../icc/neutral-profile.ts";
import { inspectJumbf } from "../../jumbf/jumbf.ts";
import { type Gather, gatherInto } from "../../report/gather.ts";
import { PrivateValue } from "../../report/private-value.ts";
import { type Tell, tells } from "../../report/tells.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { compareThumbnail } from "../../thumbnail/compare-thumbnail.ts";
import { inspectTrailer } from "../../trailers/inspect-trailer.ts";
import { type Chunk, pngChunks } from "./chunks.ts";
import { neutralName, readIccp } from "./colour-profile.ts";
import { isNeeded } from "./kept-chunks.ts";
import { keptShape } from "./pixel-shape.ts";
import { inspectText, readText } from "./text-chunks.ts";

const mostOfChunk = 16e6;

/** Chunks of programs, by what they hold. */
const program: Readonly<Record<string, readonly [Tell, seen: boolean]>> = {
  sPLT: [tells.settings, true],
  hIST: [tells.settings, true],
  oFFs: [tells.settings, true],
  pCAL: [tells.settings, true],
  sCAL: [tells.settings, true],
  sTER: [tells.settings, true],
  gIFg: [tells.settings, true],
  gIFx: [tells.settings, true],
  vpAg: [tells.settings, true],
  orNT: [tells.settings, true],
  caNv: [tells.settings, true],
  iDOT: [{ kind: "software", severity: "harmless", sentence: "Shows which kind of computer it was stored on." }, true],
  // Fireworks and Skitch keep the whole drawing, with what was covered or cut off.
  mkBS: [tells.history, false],
  mkBF: [tells.history, false],
  mkBT: [tells.history, false],
  mkTS: [tells.history, false],
  prVW: [tells.thumbnail, false],
  skMf: [tells.history, false],
  skRf: [tells.history, false],
};

interface Collected {
  readonly gather: Gather;
  readonly types: Set<string>;
  readonly thumbnails: { where: string; bytes: Uint8Array }[];
  end: number;
}

export async function inspectPng(file: ByteSource, context: InspectContext): Promise<void> {
  const collected: Collected = { gather: gatherInto(context, "text"), types: new Set(), thumbnails: [], end: 0 };
  let whole = true;
  try {
    for await (const chunk of pngChunks(file, context.budget)) {
      await inspectChunk(file, chunk, context, collected);
      collected.types.add(chunk.type);
      collected.end = chunk.offset + chunk.length + 4;
    }
  } catch (error) {
    if (!(error instanceof WhosecopyError) || error.code !== "file-damaged" || collected.end === 0) throw error;
    whole = false;
  }
  collected.gather.flush();
  if (whole) await inspectTrailer({ file, start: collected.end, context });
  else context.unseen("end", "The picture is cut off or damaged: what comes after the damage was not looked at.");
  await compareThumbnail({ file, context, thumbnails: collected.thumbnails });
}

async function inspectChunk(
  file: ByteSource,
  chunk: Chunk,
  context: InspectContext,
  collected: Collected,
): Promise<void> {
  const { type, offset, length } = chunk;
  const { gather, types } = collected;
  if (isNeeded(chunk)) {
    if (type === "IDAT" && !types.has("IDAT") && types.has("acTL") && !types.has("fcTL"))
      context.report({ ...hiddenFirst, where: "IDAT", cleanable: "stays" });
    return;
  }
  const bytes = await file.read(offset, Math.min(length, mostOfChunk));
  if (bytes.length < length) context.unseen(type, "A part of it is too long to be looked at whole.");
  switch (type) {
    case "tEXt":
    case "zTXt":
    case "iTXt":
      await inspectText(await readText(type, bytes, context.budget), context, gather);
      return;
    case "eXIf": {
      const { thumbnail } = await inspectExif(bytes, context, "Exif", { smallExif: !types.has("eXIf") });
      if (thumbnail !== undefined) collected.thumbnails.push({ where: "Exif thumbnail", bytes: thumbnail });
      return;
    }
    case "tIME":
      context.report({ ...tells.date, where: "tIME", cleanable: "removed", value: new PrivateValue(timeOf(bytes)) });
      return;
    case "iCCP":
      await inspectIccp(bytes, context);
      return;
    case "caBX":
      await inspectJumbf(bytes, context, "C2PA");
      return;
    case "pHYs":
      inspectShape(bytes, context);
      return;
    default:
      inspectOther(type, context);
  }
}

const hiddenFirst = {
  kind: "second-picture",
  severity: "shows-more",
  sentence: "Programs that do not play it as an animation show another picture than those that do.",
} as const;

async function inspectIccp(bytes: Uint8Array, context: InspectContext): Promise<void> {
  const read = await readIccp(bytes, context.budget);
  if (read !== null && (read.name === neutralName || !isNeutralProfile(read.profile))) {
    inspectIcc(read.profile, context, "ICC profile");
    return;
  }
  context.report({
    ...tells.profile,
    where: "ICC profile",
    cleanable: "unless-kept",
    keep: "icc",
    ...(read === null ? {} : { value: new PrivateValue(read.name) }),
  });
  if (read === null) context.unseen("ICC profile", "Holds a colour profile that is damaged and could not be read.");
}

function inspectShape(bytes: Uint8Array, context: InspectContext): void {
  const kept = keptShape(bytes);
  if (kept !== null && kept.every((byte, i) => byte === bytes[i]))
    context.report({ ...pixelShape, where: "pHYs", cleanable: "stays" });
  else context.report({ ...tells.resolution, where: "pHYs", cleanable: "removed" });
}

const pixelShape = {
  kind: "format-detail",
  severity: "harmless",
  sentence: "Says that its pixels are not square.",
} as const;

function inspectOther(type: string, context: InspectContext): void {
  const [tell, seen] = program[type] ?? [tells.otherEntries, false];
  context.report({ ...tell, where: type, cleanable: "removed" });
  if (!seen) context.unseen(type, "Holds data of a program in a form that is not known here.");
}

function timeOf(bytes: Uint8Array): string {
  if (bytes.length < 7) return "";
  const [month, day, hour, minute, second] = [...bytes.subarray(2, 7)].map((n) => String(n).padStart(2, "0"));
  return `${String(viewOf(bytes).getUint16(0))}-${month!}-${day!} ${hour!}:${minute!}:${second!}`;
}
