import { viewOf } from "../../exif/tiff-file.ts";
import type { InspectContext } from "../../format.ts";
import { boxesIn } from "../../isobmff/boxes.ts";
import { printable } from "../../isobmff/printable.ts";
import { type Gather, gatherInto } from "../../report/gather.ts";
import { tells } from "../../report/tells.ts";
import { windowReader } from "../../sound/window-reader.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { countSteps } from "../../steps.ts";
import { gatherGpmf, newGpmfTally } from "./gpmf.ts";
import type { Track } from "./movie.ts";
import type { TrackData } from "./samples.ts";
import { tellOfKey, videoTells } from "./video-tells.ts";

/** More than a drone writes in three hours. */
const mostRead = 100_000;
const mostOfSample = 1e6;

/** Says what a track gives away that is neither picture nor sound. */
export async function inspectDataTrack(
  file: ByteSource,
  track: Track,
  data: TrackData,
  context: InspectContext,
): Promise<void> {
  const where = "data track";
  const gather = gatherInto(context, where);
  const codec = track.entries[0]?.type ?? "";
  if (codec === "gpmd") await gatherGoPro(file, data, context, gather);
  else if (codec === "camm") await gatherCamm(file, data, context, gather);
  else if (codec === "mebx") gatherMebx(track, gather);
  else if (codec === "fdsc") gather.add(tells.serial, await firstText(file, data));
  else if (codec === "tmcd" || track.handler === "tmcd") gather.add(videoTells.timeCode, reelOf(track));
  else if (/^(?:rtmd|djmd|dbgi|CTMD|nrtm|inst|priv)$/u.test(codec)) {
    gather.add(videoTells.camera);
    context.unseen(where, "Holds a track of data of the camera in a form that is not known here.");
  } else {
    gather.add(videoTells.other, codec);
    context.unseen(where, "Holds a track of data in a form that is not known here.");
  }
  gather.flush();
}

/** Each sample, or its first bytes when it is long. */
async function* samplesOf(file: ByteSource, data: TrackData, context: InspectContext): AsyncGenerator<Uint8Array> {
  const step = countSteps(context.budget, 50);
  const reader = windowReader(file);
  const lengths = data.kind === "samples" ? data.sizes : data.lengths;
  for (let i = 0; i < lengths.length; i++) {
    step();
    if (i === mostRead) {
      context.unseen("data track", "A track of data is very long: only its beginning was looked at.");
      return;
    }
    yield await reader.at(data.offsets[i]!, Math.min(lengths[i]!, mostOfSample));
  }
}

async function gatherGoPro(file: ByteSource, data: TrackData, context: InspectContext, gather: Gather): Promise<void> {
  const tally = newGpmfTally();
  const step = countSteps(context.budget, 2_000);
  for await (const sample of samplesOf(file, data, context)) gatherGpmf(sample, { tally, gather, step });
  if (tally.points > 0) gather.add(videoTells.way, `${String(tally.points)} points`);
  else gather.add(videoTells.camera);
}

/** Camera Motion Metadata (developers.google.com/streetview/publish/camm-spec): two bytes, a kind, its numbers. */
async function gatherCamm(file: ByteSource, data: TrackData, context: InspectContext, gather: Gather): Promise<void> {
  let points = 0;
  for await (const sample of samplesOf(file, data, context)) {
    const kind = sample.length >= 4 ? viewOf(sample).getUint16(2, true) : -1;
    if (kind === 5 || kind === 6) points++;
    else if (kind >= 0 && kind <= 7) gather.add(videoTells.movement);
    else gather.add(videoTells.other);
  }
  if (points > 0) gather.add(videoTells.way, `${String(points)} points`);
}

/** Apple's timed metadata: the entry names what its samples hold (QuickTime File Format, "Timed metadata sample descriptions"). */
function gatherMebx({ entries }: Track, gather: Gather): void {
  const text = entries.map(({ body }) => new TextDecoder("latin1").decode(body.subarray(0, 100_000))).join(" ");
  const names = [...text.matchAll(/mdta([\x21-\x7e]{3,200})/gu)].map((match) => match[1]!);
  for (const name of names) {
    const tell = tellOfKey(name);
    if (tell === tells.placeName || tell === tells.placeDetail) gather.add(videoTells.way, name);
    else if (tell === videoTells.faces) gather.add(tell, name);
    else if (/live-photo|still-image/u.test(name)) gather.add(videoTells.livePhoto, name);
    else gather.add(videoTells.other, name);
  }
  if (names.length === 0) gather.add(videoTells.other);
}

function reelOf({ entries }: Track): string {
  return entries
    .flatMap(({ body }) => boxesIn(body.subarray(26), () => {}).boxes)
    .filter(({ type }) => type === "name")
    .map(({ body }) => new TextDecoder().decode(body.subarray(4, 200)))
    .join(" ");
}

async function firstText(file: ByteSource, data: TrackData): Promise<string> {
  const lengths = data.kind === "samples" ? data.sizes : data.lengths;
  const bytes = await file.read(data.offsets[0] ?? 0, Math.min(lengths[0] ?? 0, 400));
  return new TextDecoder("windows-1252").decode(bytes).replaceAll(/[^\x20-\x7e]+/gu, " ");
}

/** Says what subtitles hold: drones write where they are into them. */
export async function inspectSubtitles(file: ByteSource, data: TrackData, context: InspectContext): Promise<void> {
  const where = "subtitles";
  let text = "";
  for await (const sample of samplesOf(file, data, context)) {
    if (text.length < 20_000) text += `${printable(sample.subarray(0, 2_000))} `;
  }
  const gather = gatherInto(context, where);
  if (/GPS|latitude|longitude|altitude|\b[HVD]\.S\b/iu.test(text)) gather.add(videoTells.subtitlePlace, text);
  gather.flush();
}
