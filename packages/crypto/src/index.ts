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
export { generateSigningKey, nobleSignatures, type Signatures, type SigningKeyPair, signingPublicKey } from "./sign.ts";
export {
  generateHpkeKeyPair,
  type HpkeKeyPair,
  hpkeOpen,
  hpkeRecipientExport,
  hpkeSeal,
  hpkeSenderExport,
  type HpkeSuite,
  isHpkeSuite,
  suiteX25519,
  suiteXWing,
} from "./hpke.ts";
export { makePairSecret, type PairParties, readPairSecret } from "./pair-secret.ts";
export { hostShareCommitment, isCommittedHostShare } from "./host-share.ts";
export { type CopyKey, deriveCopyKey } from "./copy-key.ts";
export { openBundle, sealBundle } from "./bundle.ts";
export { envelopeLength, type EnvelopeParams, openEnvelope, sealEnvelope } from "./envelope.ts";
export { openOpenResponse, sealOpenResponse } from "./open-response.ts";
export { openRecord, sealedRecordOverhead, sealRecord } from "./seal-at-rest.ts";
export {
  defaultPassphraseCost,
  type PassphraseCost,
  type PassphraseWork,
  unwrapKeyWithPassphrase,
  wrapKeyWithPassphrase,
} from "./passphrase.ts";
export { safetyNumber } from "./safety-number.ts";
export { signStatement, verifyStatement } from "./statement/signed.ts";
export {
  type AccountView,
  type ChainDevice,
  entryDigest,
  extendAccountChain,
  isActiveDevice,
  readAccountChain,
} from "./statement/account-chain.ts";
export { type CheckedCopy, checkCopyStatement, peekCopyCore } from "./statement/copy-statement.ts";
export { clockToleranceMs, proveRequest, readProofHeader } from "./statement/request-proof.ts";
