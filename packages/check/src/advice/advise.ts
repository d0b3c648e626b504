import { type Box, type Sighting, type SightingKind } from "../content/sighting.ts";
import type { Finding } from "../report/finding.ts";
import { type Advice, type SendingAdvice, sendingChoices } from "./advice.ts";
import { lookAlike } from "./look-alike.ts";

/** Somebody who is to receive it, as the sender's device knows them. */
export interface AdvisedRecipient {
  readonly handle: string;
  /** Safety numbers were compared. */
  readonly verified: boolean;
  /** Messages that went to or came from them. */
  readonly messages: number;
  /** Days since the last one; null when there was none. */
  readonly daysSinceLast: number | null;
}

export interface AdviseParams {
  /** Of the file as it would be sent: what is cleaned already is not in it. */
  readonly findings: readonly Finding[];
  /** Empty where the picture was not looked at. */
  readonly sightings: readonly Sighting[];
  readonly recipients: readonly AdvisedRecipient[];
  /** Everybody whom a recipient could be mistaken for. */
  readonly contacts: readonly Pick<AdvisedRecipient, "handle" | "messages">[];
  readonly policy: {
    /** Null without a limit. */
    readonly opens: number | null;
    /** Null without an end. */
    readonly expiresAfterHours: number | null;
    readonly save: boolean;
  };
  /** Whoever sent this file to the person, when it was received. */
  readonly receivedFrom: string | null;
  /** As `looksLikeChat` tells. */
  readonly chat: boolean;
}

const mostAdvice = 3;
const longAgoDays = 180;

/** What a picture shows that nobody should get by accident, and what is less grave but worth a look. */
const secrets: ReadonlySet<SightingKind> = new Set(["payment-card", "iban", "identity-document"]);
const details: ReadonlySet<SightingKind> = new Set(["phone-number", "mail-address", "qr-code", "barcode"]);

/**
 * What to say before sending: at most three sentences, worst first, each with something that one tap does. An empty list does not mean
 * that all is well, only that there is nothing to say.
 */
export function advise(params: AdviseParams): SendingAdvice {
  const rules = [
    mistaken,
    secretInPicture,
    privatePicture,
    place,
    somebodyElses,
    unverified,
    people,
    chat,
    tells,
    detailsInPicture,
    unusual,
  ];
  const advice: Advice[] = [];
  for (const rule of rules) {
    const one = rule(params);
    if (one !== null) advice.push(one);
    if (advice.length === mostAdvice) break;
  }
  return { advice, choices: sendingChoices };
}

function mistaken({ recipients, contacts }: AdviseParams): Advice | null {
  for (const { handle, messages } of recipients) {
    const other = contacts.find((one) => one.messages > messages && lookAlike(one.handle, handle));
    if (other === undefined) continue;
    const sentence = `“${handle}” looks like “${other.handle}”, whom you write to more often. Is this the right one?`;
    return { kind: "look-alike-recipient", sentence, fix: { action: "check-recipient", handle } };
  }
  return null;
}

function secretInPicture({ sightings }: AdviseParams): Advice | null {
  const boxes = boxesOf(sightings, secrets);
  if (boxes.length === 0) return null;
  const kind = sightings.find((one) => secrets.has(one.kind))?.kind;
  const what =
    { "payment-card": "a payment card", iban: "a bank account number" }[kind as string] ?? "an identity document";
  return {
    kind: "secret-in-picture",
    sentence: `This shows ${what}. It can be covered.`,
    fix: { action: "cover", boxes },
  };
}

function privatePicture({ sightings, policy }: AdviseParams): Advice | null {
  const open = policy.opens === null || policy.expiresAfterHours === null || policy.save;
  if (!open || !sightings.some(({ kind }) => kind === "nudity")) return null;
  const sentence = "This may be a very private picture. It can be limited to one open within a day.";
  return { kind: "private-picture", sentence, fix: { action: "tighten", opens: 1, expiresAfterHours: 24 } };
}

function place({ findings }: AdviseParams): Advice | null {
  if (!findings.some((one) => one.severity === "locates-you" && one.cleanable !== "stays")) return null;
  return {
    kind: "gives-place",
    sentence: "This file tells where you were. That can be removed.",
    fix: { action: "clean" },
  };
}

function somebodyElses({ receivedFrom }: AdviseParams): Advice | null {
  if (receivedFrom === null) return null;
  const sentence = `${receivedFrom} sent you this. You can ask before you pass it on.`;
  return { kind: "somebody-elses", sentence, fix: { action: "ask-sender", handle: receivedFrom } };
}

function unverified({ recipients }: AdviseParams): Advice | null {
  const first =
    recipients.find(({ verified, messages }) => !verified && messages === 0) ??
    recipients.find(({ verified }) => !verified);
  if (first === undefined) return null;
  const { handle, messages } = first;
  const sentence =
    messages === 0
      ? `You have never written to ${handle}, and have not compared safety numbers.`
      : `You have not compared safety numbers with ${handle} yet.`;
  return { kind: "unverified-recipient", sentence, fix: { action: "verify", handle } };
}

function people({ sightings }: AdviseParams): Advice | null {
  const boxes = boxesOf(sightings, new Set(["face"]));
  if (boxes.length === 0) return null;
  const who =
    boxes.length === 1
      ? "A person can be recognised. Do they agree?"
      : `${boxes.length} people can be recognised. Do they agree?`;
  return { kind: "people-in-picture", sentence: `${who} Faces can be covered.`, fix: { action: "cover", boxes } };
}

function chat({ chat: isChat, sightings }: AdviseParams): Advice | null {
  if (!isChat) return null;
  const sentence =
    "This looks like a conversation with somebody. Do they know that it is passed on? Text can be covered.";
  return { kind: "somebodys-chat", sentence, fix: { action: "cover", boxes: boxesOf(sightings, new Set(["text"])) } };
}

function tells({ findings }: AdviseParams): Advice | null {
  const count = findings.filter(({ severity, cleanable }) => severity !== "harmless" && cleanable !== "stays").length;
  if (count === 0) return null;
  const sentence = "This file tells more than you see, such as who made it, when or with what. That can be removed.";
  return { kind: "gives-away", sentence, fix: { action: "clean" } };
}

function detailsInPicture({ sightings }: AdviseParams): Advice | null {
  const boxes = boxesOf(sightings, details);
  if (boxes.length === 0) return null;
  const sentence = "This shows a code, a phone number or an address. It can be covered.";
  return { kind: "details-in-picture", sentence, fix: { action: "cover", boxes } };
}

function unusual({ recipients }: AdviseParams): Advice | null {
  const first = recipients.find(({ daysSinceLast }) => daysSinceLast !== null && daysSinceLast >= longAgoDays);
  if (first === undefined) return null;
  const { handle } = first;
  return {
    kind: "unusual-recipient",
    sentence: `You have not written to ${handle} for a long time. Is this the right person?`,
    fix: { action: "check-recipient", handle },
  };
}

function boxesOf(sightings: readonly Sighting[], kinds: ReadonlySet<SightingKind>): Box[] {
  return sightings.filter(({ kind }) => kinds.has(kind)).map(({ box }) => box);
}
