import { placeTell } from "../exif/gps.ts";
import type { InspectContext } from "../format.ts";
import { gatherInto, looksLikePath } from "../report/gather.ts";
import { type Tell, tells } from "../report/tells.ts";
import { sourceOfBytes } from "../source/byte-source.ts";
import { countSteps } from "../steps.ts";
import { bytesOfBase64 } from "./base64.ts";
import { xmpProperties, type XmpProperty } from "./properties.ts";
import { tellOfName } from "./xmp-tells.ts";
import { decodeXml } from "./xml-scan.ts";

/** Pictures and sound that are written into the packet as base64. */
const embedded: Readonly<Record<string, readonly [Tell, string]>> = {
  "GDepth:Data": [tells.depth, "depth map"],
  "GDepth:Confidence": [tells.depth, "depth map"],
  "GImage:Data": [tells.second, "original picture"],
  "GAudio:Data": [{ kind: "hidden-content", severity: "shows-more", sentence: "Holds a sound recording." }, "sound"],
  "xmpGImg:image": [tells.thumbnail, "XMP thumbnail"],
};

/**
 * Says what an XMP packet gives away. Damage is passed over; nothing is thrown for it.
 * @param bytes UTF-8 or UTF-16, with or without the `<?xpacket` around it.
 * @param where the name of the part, such as "XMP".
 */
export async function inspectXmp(bytes: Uint8Array, context: InspectContext, where: string): Promise<void> {
  const gather = gatherInto(context, where);
  const step = countSteps(context.budget, 500);
  const inside: { name: string; bytes: Uint8Array }[] = [];
  const place: { latitude?: string; longitude?: string } = {};
  let any = false;
  for (const property of xmpProperties(decodeXml(bytes), step)) {
    const { path, value } = property;
    const name = path.at(-1) ?? "";
    if (value === "") continue;
    any = true;
    // Names the packet that continues this one; what is in that is told by itself.
    if (name === "xmpNote:HasExtendedXMP") continue;
    const held = embedded[name];
    if (held !== undefined) {
      gather.add(held[0]);
      const data = bytesOfBase64(value);
      if (data !== null && inside.length < 32) inside.push({ name: held[1], bytes: data });
      continue;
    }
    if (/^(?:exif|drone-dji):G(?:PS|ps)Latitude$/u.test(name)) place.latitude = value;
    else if (/^(?:exif|drone-dji):G(?:PS|ps)Long(?:i|)tude$/u.test(name)) place.longitude = value;
    else gather.add(...tellOf(property));
    if (looksLikePath(value)) gather.add(tells.path, value);
  }
  const points = [place.latitude, place.longitude].filter((text) => text !== undefined);
  if (points.length > 0) gather.add(placeTell(Math.max(...points.map(stepMetres))), points.join(", "));
  gather.flush();
  if (!any && bytes.some((byte) => byte > 0x20)) {
    context.unseen(where, "Holds notes of a program that are damaged or of a kind that is not known here.");
    context.report({ ...tells.otherEntries, where, cleanable: "removed" });
  }
  for (const { name, bytes } of inside) await context.inner(name, sourceOfBytes(bytes));
}

/** What it tells, by the innermost name that says more than "a setting", and how it is shown. */
function tellOf({ path, value }: XmpProperty): [Tell, string?] {
  let setting: Tell | undefined;
  for (const name of path.toReversed()) {
    const tell = tellOfName(name);
    if (tell === tells.settings || tell === tells.gainMapDetail || tell === tells.motionMark) setting ??= tell;
    else if (tell === tells.history || tell === tells.faceAreas) return [tell, `${name}: ${value}`];
    else if (tell !== null) return [tell, value];
  }
  return setting === undefined ? [tells.otherEntries, `${path.join("/")}: ${value}`] : [setting];
}

/** How fine a coordinate is written: "60,9.8567N" or "60.164278". */
function stepMetres(text: string): number {
  const parts = text.split(",");
  const last = parts.at(-1) ?? "";
  const digits = /\.(\d+)/u.exec(last)?.[1]?.length ?? 0;
  return 111_320 / 60 ** (parts.length - 1) / 10 ** digits;
}
