declare const brand: unique symbol;

/**
 * The whole private state of one group on one device, as bytes: treat it as a secret and keep it in the encrypted store.
 * Every operation leaves it as it is and returns the next one; save that before anything is sent or shown.
 * After loading it, call `GroupEngine.loadState`.
 */
export type GroupState = Uint8Array & { readonly [brand]: "GroupState" };

/** A commit of our own that the server has not accepted yet; a secret, see `GroupEngine.acceptCommit`. */
export type PendingCommit = Uint8Array & { readonly [brand]: "PendingCommit" };

/** An Ed25519 key pair for a leaf (`LK`, protocol 3.1): both 32 bytes. */
export interface SignatureKeyPair {
  publicKey: Uint8Array;
  secretKey: Uint8Array;
}

/** One device in a group. */
export interface Member {
  leafIndex: number;
  identity: Uint8Array;
  signatureKey: Uint8Array;
}

/**
 * Says whether this leaf key is certified by a device key of the account that the identity names (protocol 3.1). Called for
 * every leaf that is new to us: in key packages, at a join, and in commits. What it throws comes out of the engine unchanged.
 */
export type Authenticate = (leaf: { identity: Uint8Array; signatureKey: Uint8Array }) => boolean | Promise<boolean>;

/** How long keys for late messages are kept. Less is better forward secrecy. */
export interface Retention {
  /** Epochs before the current one whose messages can still be read, 0-16; default 4. */
  pastEpochs: number;
  /** Messages of one sender that may still come after a later one, 0-1,000; default 10. With 0 only the sender's order is accepted. */
  outOfOrder: number;
  /** How far ahead of the last message of a sender the next may be, 1-10,000; default 200. */
  forwardSteps: number;
}

export interface KeyPackageBundle {
  /** Public, for the server: an MLSMessage. */
  keyPackage: Uint8Array;
  /** For the encrypted store, until it was joined with or has expired. */
  secret: Uint8Array;
  /** KeyPackageRef (RFC 9420 5.2), 32 bytes: names the package in the store and on the server. */
  ref: Uint8Array;
  notAfterMs: number;
}

export interface KeyPackageInfo {
  ref: Uint8Array;
  identity: Uint8Array;
  signatureKey: Uint8Array;
  notBeforeMs: number;
  notAfterMs: number;
  /** May be used more than once, when no other is left. */
  lastResort: boolean;
}

export interface CommitResult {
  /** For all members but this one: a PrivateMessage. */
  commit: Uint8Array;
  /** For the added members, to be released only when the commit has won; undefined when nobody is added. */
  welcome: Uint8Array | undefined;
  /** Becomes the state by `acceptCommit`, once the server has accepted the commit for its epoch; otherwise drop it. */
  pending: PendingCommit;
  /** The epoch that the commit starts. */
  epoch: number;
  added: Member[];
  removed: Member[];
}

export interface JoinResult {
  state: GroupState;
  /** The package that was used. Delete its secret in the transaction that saves the state, unless it is a last resort. */
  ref: Uint8Array;
  lastResort: boolean;
  groupId: Uint8Array;
  epoch: number;
  /** Who added us. */
  by: Member;
}

/** A use of a key package, as the join's `isSpent` sees it. */
export interface JoinAttempt {
  ref: Uint8Array;
  lastResort: boolean;
  groupId: Uint8Array;
  epoch: number;
}

export type Processed =
  | {
      kind: "application";
      sender: Member;
      /** The epoch that it was sent in; up to `Retention.pastEpochs` back. */
      epoch: number;
      plaintext: Uint8Array;
      /** Went over the wire in clear, authenticated. */
      authenticatedData: Uint8Array;
      next: GroupState;
    }
  | {
      kind: "commit";
      by: Member;
      added: Member[];
      removed: Member[];
      /** The epoch that it started. */
      epoch: number;
      authenticatedData: Uint8Array;
      next: GroupState;
    }
  /** This device was removed. There is no next state: erase the one there is. */
  | { kind: "removed"; by: Member; epoch: number };

/** Names one state among all states of a group on a device; see `compareMarks`. */
export interface StateMark {
  /** Grows by one with every next state. */
  counter: number;
  /** SHA-256 over the state, 32 bytes. */
  fingerprint: Uint8Array;
}

/**
 * MLS (RFC 9420) for conversations: immutable states in and out, nothing of the library below shows. Commits hold Add and
 * Remove proposals by value or nothing (a self-update); handshakes are private messages; there are no external joins, no
 * external senders, no PSKs, no group extensions, no re-initialisation, and a message with one of them is refused.
 *
 * Refusals are `WhosecopyError`s: "group-refused" for handshakes, key packages and welcomes, "message-refused" for
 * everything else that came as a message, "key-package-expired", "too-large" for our own input, "store-damaged" for states.
 * After a refusal the state that went in is as good as before.
 */
export interface GroupEngine {
  generateSignatureKeyPair(): Promise<SignatureKeyPair>;

  /** `identity`: at most 4,096 bytes. `lifetimeMs`: default 30 days, at most 90. A last-resort package says so inside. */
  createKeyPackage(params: {
    identity: Uint8Array;
    signatureKeyPair: SignatureKeyPair;
    nowMs: number;
    lifetimeMs?: number;
    lastResort?: boolean;
  }): Promise<KeyPackageBundle>;

  /** Checks a key package as `commit` does before adding it, and says what is in it. */
  inspectKeyPackage(params: { keyPackage: Uint8Array; nowMs: number }): Promise<KeyPackageInfo>;

  /** A group of one, at epoch 0. `groupId`: 1-64 bytes. */
  createGroup(params: {
    groupId: Uint8Array;
    identity: Uint8Array;
    signatureKeyPair: SignatureKeyPair;
    nowMs: number;
  }): Promise<GroupState>;

  /** Adds and removes members (by leaf index) in one commit; with neither, updates our own keys. */
  commit(params: {
    state: GroupState;
    add?: Uint8Array[];
    remove?: number[];
    nowMs: number;
    authenticatedData?: Uint8Array;
  }): Promise<CommitResult>;

  /**
   * The state after our commit has won. `state` is the newest one, with all messages that were read or sent while the
   * commit was under way; what they used up stays used up.
   */
  acceptCommit(params: { state: GroupState; pending: PendingCommit }): Promise<GroupState>;

  /**
   * Joins with the package that the welcome names. `isSpent` must say true when a one-time package (by `ref`) was joined with
   * before, and when the group of `groupId` is already here, as it may be with a last-resort package.
   */
  join(params: {
    welcome: Uint8Array;
    keyPackage: Uint8Array;
    secret: Uint8Array;
    isSpent: (attempt: JoinAttempt) => boolean | Promise<boolean>;
  }): Promise<JoinResult>;

  /** The KeyPackageRefs that a welcome is for: which of our packages to `join` with, if any. */
  welcomedRefs(welcome: Uint8Array): Promise<Uint8Array[]>;

  /** `plaintext`: at most 256 KiB, padded. `authenticatedData` (at most 16 KiB) goes in clear. Save `next` before sending. */
  encrypt(params: {
    state: GroupState;
    plaintext: Uint8Array;
    authenticatedData?: Uint8Array;
  }): Promise<{ message: Uint8Array; next: GroupState }>;

  /** Reads a message of another member. Our own messages are refused: keep their plaintext when sending. */
  process(params: { state: GroupState; message: Uint8Array }): Promise<Processed>;

  /** What a message says of itself in clear, unauthenticated: to tell whose it is, and a gap from a bad message. */
  inspectMessage(message: Uint8Array): Promise<{ groupId: Uint8Array; epoch: number; kind: "application" | "commit" }>;

  members(state: GroupState): Member[];
  ownLeafIndex(state: GroupState): number;
  groupId(state: GroupState): Uint8Array;
  epoch(state: GroupState): number;

  /** Equal for two members exactly when they agree on the whole history (RFC 9420 8.7), 32 bytes. */
  epochAuthenticator(state: GroupState): Uint8Array;

  /** A secret of this epoch for other uses (RFC 9420 8.5), 1-8,160 bytes. */
  exportSecret(params: {
    state: GroupState;
    label: string;
    context: Uint8Array;
    lengthBytes: number;
  }): Promise<Uint8Array>;

  stateMark(state: GroupState): Promise<StateMark>;

  /** Checks bytes from the store (version, suite, complete) and names them a state. */
  loadState(bytes: Uint8Array): GroupState;
}
