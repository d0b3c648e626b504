export { type AdvisedRecipient, advise, type AdviseParams } from "./advice/advise.ts";
export type { Advice, Fix, SendingAdvice, SendingChoice } from "./advice/advice.ts";
export { looksLikeChat } from "./advice/chat-screenshot.ts";
export { clean, type Cleaned, type CleanOptions } from "./clean.ts";
export { CleanRefused } from "./refusal.ts";
export { inspect, type InspectOptions } from "./inspect.ts";
export { type Box, type Sighting, type SightingKind } from "./content/sighting.ts";
export {
  type Finding,
  type FindingKind,
  type KeepChoice,
  keepChoices,
  type Severity,
  type Unseen,
} from "./report/finding.ts";
export type { Inspection } from "./report/inspection.ts";
export { type ByteSource, sourceOfBytes } from "./source/byte-source.ts";
