import { systemRandom } from "@whosecopy/crypto";
import { nodeAead, nodeSha256, nodeSha512 } from "@whosecopy/crypto/node";
import { nodeCodecs } from "@whosecopy/image/node";
import type { Registrar } from "@whosecopy/marks";
import { nodeRegistrar } from "@whosecopy/marks/node";
import type { PictureTools } from "../picture/encode-picture.ts";
import { type Clock, systemClock } from "../clock.ts";

/** Decoders, sealing, randomness, the clock and registration as Node has them: for `markForNames` and `traceWithRecord`. */
export function nodePictureTools(): PictureTools & { readonly registrar: Registrar; readonly clock: Clock } {
  return {
    codecs: nodeCodecs,
    primitives: { aead: nodeAead, sha256: nodeSha256, sha512: nodeSha512 },
    random: systemRandom,
    registrar: nodeRegistrar,
    clock: systemClock,
  };
}
