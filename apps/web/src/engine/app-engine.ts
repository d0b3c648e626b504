import type { OpenedView } from "@whosecopy/client";
import type { LeakMatch, ReportWords, TraceReport } from "@whosecopy/marks";
import type { ErrorCode } from "@whosecopy/protocol";
import type { CallOptions } from "../rpc/frames.ts";

/** An account of this browser: one's own, or a practice friend's. */
export interface AccountView {
  readonly id: string;
  readonly handle: string;
  readonly kind: "own" | "practice";
}

export interface PersonView {
  readonly name: string;
  /** Added by an invite from their own hands; otherwise the server said whose account it is. */
  readonly invited: boolean;
  readonly verified: boolean;
  /** A device was added or removed since the safety number was compared, or ever. */
  readonly keysChanged: boolean;
  readonly practice: boolean;
}

export type CopyStage = "new" | "opened" | "taken-back" | "expired" | "used-up" | "closed";

export type ContentView =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "copy";
      readonly media: "picture" | "text";
      readonly name: string | null;
      readonly caption: string | null;
      /** Null in what was sent, and when there is no copy for this person. */
      readonly stage: CopyStage | null;
    }
  | { readonly kind: "members"; readonly added: readonly string[]; readonly removed: readonly string[] }
  | { readonly kind: "about"; readonly name: string | null }
  | { readonly kind: "unreadable"; readonly code: ErrorCode };

export interface MessageView {
  readonly id: string;
  readonly from: string;
  readonly outgoing: boolean;
  readonly atMs: number;
  readonly delivery: "sending" | "sent" | "failed" | "received";
  readonly error: ErrorCode | null;
  readonly content: ContentView;
}

export interface ConversationView {
  readonly id: string;
  readonly name: string | null;
  readonly members: readonly string[];
  readonly left: boolean;
  /** Oldest first. */
  readonly messages: readonly MessageView[];
}

/** Everything that screens show of the chosen account, as one value that changes as a whole. */
export interface AppState {
  /**
   * "elsewhere": another tab has the store. "broken": it can't be read; `error` says why. "recovery": the account is there, and its
   * recovery key has not been put away yet.
   */
  readonly stage: "starting" | "elsewhere" | "welcome" | "recovery" | "ready" | "broken";
  readonly error: ErrorCode | null;
  readonly connection: "connecting" | "online" | "offline";
  /** As it is printed; only in "recovery". */
  readonly recoveryKey: string | null;
  readonly accounts: readonly AccountView[];
  readonly current: string | null;
  readonly people: readonly PersonView[];
  readonly conversations: readonly ConversationView[];
}

/** What a sender asks for; everything null means "no limit". */
export interface Limits {
  readonly opens: number | null;
  readonly expiresAtMs: number | null;
}

export interface PolicyView extends Limits {
  readonly opensFromMs: number | null;
  readonly mayBeSaved: boolean;
  readonly reported: "exact" | "day" | "none";
  readonly marked: boolean;
}

export interface CopyPreview {
  readonly from: string;
  readonly media: "picture" | "text";
  readonly policy: PolicyView;
  readonly opensLeft: number | null;
  /** The server that counts and answers opens. */
  readonly host: string;
}

export interface OpenedCopy {
  readonly bytes: Uint8Array;
  readonly media: "picture" | "text";
  readonly opensLeft: number | null;
  readonly policy: PolicyView;
}

export interface OpenView {
  readonly n: number;
  readonly atMs: number | null;
  /** Signed by the person's device, or only said by the server. */
  readonly proven: boolean;
}

export interface SentCopyView {
  readonly to: string;
  readonly stage: "sent" | "opened" | "taken-back" | "expired" | "used-up" | "closed";
  readonly opens: readonly OpenView[];
  /** Opens that the server claims without a signature that holds. */
  readonly unproven: number;
  readonly policy: PolicyView;
  /** This browser holds this person's account too: what they hold can be leaked for practice. */
  readonly practice: boolean;
}

export interface SentView {
  readonly id: string;
  readonly media: "picture" | "text";
  readonly name: string | null;
  readonly caption: string | null;
  readonly atMs: number;
  readonly copies: readonly SentCopyView[];
}

/** What this picture can prove when a copy of it leaks; said before it is sent. */
export interface PictureProof {
  /** "good": with room for cropping and damage; "little": from nearly untouched copies only; "nothing": no one can be named. */
  readonly proves: "good" | "little" | "nothing";
  /** How many people who mix their copies it withstands, as a rule; below 2 none. */
  readonly colluders: number;
  /** Share of the picture that must be in sight, at the least. */
  readonly leastShare: number;
  /** Bound at which somebody is named, as a power of ten. */
  readonly log10Bound: number;
}

export type Damage = "cropped" | "shrunk" | "recompressed" | "brightened" | "mirrored" | "screenshot";

export interface Leak {
  readonly bytes: Uint8Array;
  readonly damage: readonly Damage[];
}

/** Corners of something in a picture, clockwise from its top left: from 0 to 1, unless it says otherwise. They may lie outside. */
export type Outline = readonly { readonly x: number; readonly y: number }[];

/** How the leak and what was sent lie on each other. Depends on nobody's code word. */
export interface LeakMap {
  /** What was sent, small and grey, as its sender keeps it. */
  readonly picture: Uint8Array;
  /** The leak's edges on what was sent. */
  readonly outline: Outline;
  /** The edges of what was sent on the leak, in pixels of the leak. */
  readonly pictureInLeak: Outline;
  /** Share of what was sent that can be read in the leak. */
  readonly matchedFraction: number;
  /** All of it, for the report. */
  readonly match: LeakMatch;
}

/** The same four points in a leak and in what was sent, set by a person; from 0 to 1 of each picture. */
export interface HandPlacement {
  readonly leak: Outline;
  readonly original: Outline;
}

/** What might help to name a copy. */
export type TraceHint = "larger-part" | "better-quality" | "perhaps-unmarked";

export type TraceResult =
  | {
      readonly verdict: "attributed";
      /** Strongest first. */
      readonly names: readonly {
        readonly name: string;
        readonly log10Bound: number;
        /** Everybody that the bound counts. */
        readonly people: number;
        /** Runs of scoring that the bound counts. */
        readonly searches: number;
        /** What is signed about opens before the leak was first seen. */
        readonly opened: OpenedView;
      }[];
      readonly sent: SentSummary | null;
      readonly map: LeakMap;
    }
  | {
      readonly verdict: "not-attributed";
      readonly sent: SentSummary | null;
      readonly map: LeakMap;
      readonly hints: readonly TraceHint[];
    }
  | { readonly verdict: "not-this-picture" };

export interface SentSummary {
  readonly id: string;
  /** Where it is shown; null when no message of it is here any more. */
  readonly shownIn: { readonly conversation: string; readonly message: string } | null;
  readonly name: string | null;
  readonly caption: string | null;
  readonly atMs: number;
}

export type Recipients =
  | { readonly to: readonly string[]; readonly conversation?: never }
  | { readonly conversation: string; readonly to?: never };

export interface SendProgress {
  readonly step: "encoding" | "uploading" | "copies" | "messages";
  readonly done: number;
}

export interface TraceProgress {
  readonly step: "register" | "measure" | "score";
  /** Of the whole trace, 0 to 1. */
  readonly done: number;
}

/**
 * What screens ask for: the chosen account's operations. It runs in a worker; each operation may throw a `WhosecopyError`,
 * whose code chooses the sentence that is shown. Those that take time report progress and stop when their signal is raised.
 */
export interface AppOperations {
  /** Opens this browser's stores. */
  start(params: object): Promise<void>;
  /** Makes the account. Its recovery key is in the state then, until `keepRecoveryKey`, also over a reload. */
  createAccount(params: { readonly handle: string }, options?: CallOptions): Promise<void>;
  /** The person says that the recovery key is on paper: it is erased here. */
  keepRecoveryKey(params: object): Promise<void>;
  /** Makes two real accounts on this server, in stores of their own in this browser, and introduces everybody. */
  addPracticeFriends(params: object, options?: CallOptions<number>): Promise<void>;
  /** Erases the practice friends' stores here, and takes them and what was written with them from one's own lists. */
  removePracticeFriends(params: object): Promise<void>;
  /** Looks through another account's eyes. */
  switchAccount(params: { readonly id: string }): Promise<void>;
  /** Receives what waits and sends what was kept. */
  refresh(params: object, options?: CallOptions): Promise<void>;
  makeInvite(params: object): Promise<{ readonly link: string }>;
  readInvite(params: { readonly text: string }): Promise<{ readonly handle: string; readonly host: string }>;
  addContact(params: { readonly invite: string }, options?: CallOptions): Promise<{ readonly name: string }>;
  safetyNumber(params: { readonly name: string }): Promise<string>;
  markVerified(params: { readonly name: string }): Promise<void>;
  sendText(params: Recipients & { readonly text: string; readonly limits: Limits }): Promise<void>;
  /** Looks at a picture before it is sent. */
  provesWhat(params: { readonly bytes: Uint8Array; readonly people: number }): Promise<PictureProof>;
  sendPicture(
    params: Recipients & {
      readonly bytes: Uint8Array;
      readonly name: string | null;
      readonly caption: string | null;
      readonly limits: Limits;
    },
    options?: CallOptions<SendProgress>,
  ): Promise<{ readonly conversation: string | null; readonly message: string | null }>;
  previewCopy(params: { readonly message: string }, options?: CallOptions): Promise<CopyPreview>;
  openCopy(params: { readonly message: string }, options?: CallOptions<number>): Promise<OpenedCopy>;
  /** Something sent, by the id of a message that carried it. */
  sentItem(params: { readonly id: string }, options?: CallOptions): Promise<SentView>;
  /** From everybody, or from those named. Answers who had been given it already. */
  takeBack(
    params: { readonly id: string; readonly from: readonly string[] | null },
    options?: CallOptions,
  ): Promise<{ readonly opened: readonly string[] }>;
  /** Picks one of the practice friends in secret, takes that copy, and does to it what people do before they pass it on. */
  leakForMe(params: { readonly id: string }, options?: CallOptions<number>): Promise<Leak>;
  /** Whose copy a leaked picture is; of one thing sent, or of everything. A placement is of one thing sent. */
  trace(
    params: {
      readonly leak: Uint8Array;
      readonly id: string | null;
      readonly placement: HandPlacement | null;
      /** When the leak was first seen, as exactly as is known; null for now. */
      readonly firstSeen: { readonly fromMs: number; readonly untilMs: number } | null;
    },
    options?: CallOptions<TraceProgress>,
  ): Promise<TraceResult>;
  /** A page and a picture of what a trace found, to be kept. */
  traceReport(
    params: { readonly leak: Uint8Array; readonly map: LeakMap; readonly words: ReportWords },
    options?: CallOptions,
  ): Promise<TraceReport>;
  /** The pictures that were sent, newest first. */
  sentPictures(params: object): Promise<readonly SentSummary[]>;
  /** One of them, small and grey, as its sender keeps it. */
  sentPreview(params: { readonly id: string }): Promise<Uint8Array>;
}

/** The operations, and the state that follows from them. */
export interface AppEngine extends AppOperations {
  /** The newest state; the same object until something changes. */
  readonly state: () => AppState;
  /** Calls back after each change; returns how to stop. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** The names of all operations, for the ends of a channel. */
export const operationNames = [
  "start",
  "createAccount",
  "keepRecoveryKey",
  "addPracticeFriends",
  "removePracticeFriends",
  "switchAccount",
  "refresh",
  "makeInvite",
  "readInvite",
  "addContact",
  "safetyNumber",
  "markVerified",
  "sendText",
  "provesWhat",
  "sendPicture",
  "previewCopy",
  "openCopy",
  "sentItem",
  "takeBack",
  "leakForMe",
  "trace",
  "traceReport",
  "sentPictures",
  "sentPreview",
] as const satisfies readonly (keyof AppOperations)[];

/** Before the worker has said anything. */
export const startingState: AppState = {
  stage: "starting",
  error: null,
  connection: "connecting",
  accounts: [],
  current: null,
  recoveryKey: null,
  people: [],
  conversations: [],
};
