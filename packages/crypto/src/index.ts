export { label } from "./label.ts";
export { type Random, systemRandom } from "./random.ts";
export { equalSecret } from "./constant-time.ts";
export { wipe } from "./wipe.ts";
export { asSecret, type HostShare, type PairSecret, type Secret, type SenderShare } from "./secret.ts";
export { digest, sha256, sha512 } from "./hash.ts";
export { hkdf, hkdfExpand, hkdfExtract, oneStepKdf } from "./kdf.ts";
export { prg, type PrgReader, prgReader } from "./prg.ts";
export { type Aead, type AeadOpenParams, type AeadSealParams, nobleAead, tagLength } from "./aead.ts";
export { padmeLength } from "./padme.ts";
export {
  openChunk,
  openStream,
  sealChunk,
  sealedStreamChunkLength,
  sealedStreamLength,
  sealStream,
  streamChunkLength,
  type StreamOpener,
  streamOpener,
} from "./stream.ts";
