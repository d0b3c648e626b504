import { viewOf } from "../exif/tiff-file.ts";
import type { InspectContext } from "../format.ts";
import { latin } from "../icc/profile.ts";
import { gatherInto } from "../report/gather.ts";
import { type Tell, tells } from "../report/tells.ts";
import { sourceOfBytes } from "../source/byte-source.ts";
import { countSteps } from "../steps.ts";

/** One box without children, with the labels of the superboxes around it. */
interface Leaf {
  readonly labels: readonly string[];
  readonly type: string;
  readonly data: Uint8Array;
}

const ingredientPictures: Tell = {
  kind: "thumbnail",
  severity: "shows-more",
  sentence: "Holds small copies of the pictures it was made from, as they were before.",
};

/**
 * Says what a JUMBF block gives away (ISO 19566-5), such as Content Credentials (C2PA): the record itself, pictures in it, and in its
 * JSON parts places and names. Its binary parts are said to be unseen. Damage is passed over.
 */
export async function inspectJumbf(bytes: Uint8Array, context: InspectContext, where: string): Promise<void> {
  const gather = gatherInto(context, where);
  const step = countSteps(context.budget, 100);
  const pictures: Uint8Array[] = [];
  let closed = false;
  for (const { labels, type, data } of leaves({ bytes, labels: [], depth: 0, step })) {
    const label = labels.at(-1) ?? "";
    gather.add(tells.origin, label);
    if (type === "bidb" && pictures.length < 32) {
      gather.add(/ingredient/u.test(label) ? ingredientPictures : tells.thumbnail);
      pictures.push(data);
    } else if (type === "json") tellOfJson(new TextDecoder().decode(data), gather.add);
    else if (type === "cbor") closed = true;
  }
  if (bytes.length > 0) gather.add(tells.origin);
  gather.flush();
  if (closed) context.unseen(where, "The signed record of its origin could only be looked at in part.");
  for (const [i, picture] of pictures.entries())
    await context.inner(`${where} picture ${String(i + 1)}`, sourceOfBytes(picture));
}

function* leaves(params: {
  bytes: Uint8Array;
  labels: readonly string[];
  depth: number;
  step: () => void;
}): Generator<Leaf> {
  const { bytes, depth, step } = params;
  let { labels } = params;
  const view = viewOf(bytes);
  let at = 0;
  while (at + 8 <= bytes.length) {
    step();
    const size = view.getUint32(at);
    const type = latin(bytes, at + 4, 4);
    const head = size === 1 ? 16 : 8;
    const end =
      size === 0 ? bytes.length : size === 1 && at + 16 <= bytes.length ? at + view.getUint32(at + 12) : at + size;
    if (end < at + head) return;
    const data = bytes.subarray(at + head, end);
    if (type === "jumd") {
      // Type (16 bytes), flags, label.
      const zero = data.indexOf(0, 17);
      labels = [...labels, new TextDecoder().decode(data.subarray(17, Math.min(zero < 0 ? data.length : zero, 217)))];
    } else if (type === "jumb") {
      if (depth < 12) yield* leaves({ bytes: data, labels, depth: depth + 1, step });
    } else yield { labels, type, data };
    at = end;
  }
}

function tellOfJson(text: string, add: (tell: Tell, value?: string) => void): void {
  if (/GPSL(?:atitude|ongitude)/u.test(text))
    add({
      kind: "place",
      severity: "locates-you",
      sentence: "Taken at a place; its signed record holds the map point.",
    });
  const names = [...text.matchAll(/"(?:name|author|creator)"\s*:\s*"([^"]{1,200})"/gu)].map((match) => match[1]!);
  for (const name of names) add(tells.person, name);
}
