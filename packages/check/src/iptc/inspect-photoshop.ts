import { viewOf } from "../exif/tiff-file.ts";
import type { InspectContext } from "../format.ts";
import { gatherInto, looksLikePath } from "../report/gather.ts";
import { tells } from "../report/tells.ts";
import { sourceOfBytes } from "../source/byte-source.ts";
import { countSteps } from "../steps.ts";
import { inspectXmp } from "../xmp/inspect-xmp.ts";
import { inspectIptc } from "./inspect-iptc.ts";

/** What others need to know of Photoshop's resources. */
export interface PhotoshopFacts {
  readonly thumbnail: Uint8Array | undefined;
  /** Exif blocks in it, for the caller to look into. */
  readonly exif: readonly Uint8Array[];
}

/**
 * Says what Photoshop's image resources give away (Adobe Photoshop File Formats Specification, "Image Resource Blocks").
 * @param bytes from the first "8BIM" on. Damage is said, not thrown.
 */
export async function inspectPhotoshop(
  bytes: Uint8Array,
  context: InspectContext,
  where: string,
): Promise<PhotoshopFacts> {
  const gather = gatherInto(context, where);
  const step = countSteps(context.budget, 200);
  const view = viewOf(bytes);
  const exif: Uint8Array[] = [];
  let thumbnail: Uint8Array | undefined;
  let at = 0;
  while (at + 12 <= bytes.length && signatures.has(String.fromCharCode(...bytes.subarray(at, at + 4)))) {
    step();
    const id = view.getUint16(at + 4);
    const nameLength = bytes[at + 6]!;
    const name = new TextDecoder("windows-1252").decode(bytes.subarray(at + 7, at + 7 + nameLength));
    const sizeAt = at + 6 + ((nameLength + 2) & ~1);
    if (sizeAt + 4 > bytes.length) break;
    const size = view.getUint32(sizeAt);
    const data = bytes.subarray(sizeAt + 4, sizeAt + 4 + size);
    at = sizeAt + 4 + size + (size & 1);
    if (name !== "" && !known(id)) gather.add(tells.description, name);
    if (looksLikePath(new TextDecoder("windows-1252").decode(data.subarray(0, 2_000))))
      gather.add(tells.path, readable(data));
    switch (id) {
      case 0x0404:
        inspectIptc(data, context, "IPTC");
        break;
      case 0x0409:
      case 0x040c:
        gather.add(tells.thumbnail);
        if (data[28] === 0xff && data[29] === 0xd8) thumbnail = data.subarray(28);
        break;
      case 0x0422:
      case 0x0423:
        exif.push(data);
        break;
      case 0x0424:
        await inspectXmp(data, context, `${where} XMP`);
        break;
      case 0x040f:
        gather.add(tells.profile);
        break;
      case 0x040b:
      case 0x041e:
        if (size > 4) gather.add(tells.link, readable(data));
        break;
      case 0x0421:
        gather.add(tells.software, readable(data));
        break;
      case 0x041a:
        gather.add(tells.description, readable(data));
        break;
      case 0x0435:
      case 0x0415:
      case 0x03ee:
        gather.add(tells.history, readable(data));
        break;
      default:
        gather.add(known(id) ? tells.settings : tells.otherEntries);
    }
  }
  gather.flush();
  if (bytes.subarray(at).some((byte) => byte !== 0)) {
    context.report({ ...tells.otherEntries, where, cleanable: "removed" });
    context.unseen(where, "Some entries of an editing program are damaged and could not be read.");
  }
  if (thumbnail !== undefined) await context.inner(`${where} thumbnail`, sourceOfBytes(thumbnail));
  return { thumbnail, exif };
}

const signatures = new Set(["8BIM", "MeSa", "AgHg", "PHUT", "DCSR"]);

/** Print settings, guides, flags: what Photoshop always writes. */
function known(id: number): boolean {
  return (id >= 0x03e8 && id <= 0x0450) || id === 0x2710 || id === 0x0bb7;
}

/** Words in it, as bytes or as UTF-16: resources mix both with numbers. */
function readable(data: Uint8Array): string {
  const bytes = data.subarray(0, 4_000);
  const wide: string[] = [];
  for (let at = 0; at + 1 < bytes.length; at++) {
    let word = "";
    while (at + 1 < bytes.length && bytes[at] === 0 && bytes[at + 1]! >= 0x20 && bytes[at + 1]! < 0x7f) {
      word += String.fromCharCode(bytes[at + 1]!);
      at += 2;
    }
    if (word.length > 2) wide.push(word);
  }
  const narrow = new TextDecoder("windows-1252").decode(bytes).match(/[\p{L}\p{N}\p{P} ]{4,}/gu) ?? [];
  return [...wide, ...narrow].join(" ");
}
