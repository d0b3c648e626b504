import { type Codecs, decodePicture } from "@whosecopy/image";
import { deriveEncodingKeys, prepareMark } from "@whosecopy/marks";
import type { PictureProof } from "../../engine/app-engine.ts";

/** Bound at which a trace names somebody. */
const log10Bound = -9;

/** What a leak of a picture could prove among so many people. Planned under throw-away keys: it depends on the picture alone. */
export async function provesWhat(
  params: { readonly bytes: Uint8Array; readonly people: number },
  codecs: Codecs,
): Promise<PictureProof> {
  const picture = await decodePicture(params.bytes, { codecs });
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const mark = prepareMark({ picture, keys: deriveEncodingKeys(random(32), random(16)) });
  const { proves, colluders, leastShare } = mark.capacityFor(params.people, 10 ** log10Bound);
  return { proves, colluders, leastShare, log10Bound };
}
