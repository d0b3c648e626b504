import type { Signatures, Random } from "@whosecopy/crypto";
import type { Codecs } from "@whosecopy/image";
import type { MosaicPrimitives, Registrar } from "@whosecopy/marks";
import { addContact, contacts, makeInvite, markVerified, safetyNumber } from "./account/contacts.ts";
import { createAccount, forgetRecoveryKey, recoveryKeyToKeep } from "./account/create-account.ts";
import { authenticateLeaf } from "./account/leaf-credential.ts";
import { requireSelf } from "./account/self.ts";
import type { Clock } from "./clock.ts";
import type { ClientContext } from "./context.ts";
import {
  addMembers,
  conversations,
  conversationWith,
  createConversation,
  removeMembers,
} from "./conversation/conversations.ts";
import { inbox } from "./conversation/inbox.ts";
import { removeContact } from "./conversation/remove-contact.ts";
import { sync } from "./conversation/sync.ts";
import { watch } from "./conversation/watch.ts";
import { listSent } from "./copy/sent.ts";
import { takeBack } from "./copy/take-back.ts";
import { createGroupEngine } from "./group/create-engine.ts";
import type { GroupCrypto } from "./group/group-crypto.ts";
import { loaded } from "./loaded.ts";
import { createLock } from "./lock.ts";
import type { Transport } from "./server/transport.ts";
import type { ClientStore } from "./store/client-store.ts";

/** What a client needs of the world: the same code runs in a browser, a worker and Node. */
export interface ClientPorts {
  readonly store: ClientStore;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly signatures: Signatures;
  readonly groupCrypto: GroupCrypto;
  /** Picture decoders. */
  readonly codecs: Codecs;
  /** Sealing and hashing of mosaics. */
  readonly primitives: MosaicPrimitives;
  /** Finds a picture in a leak. */
  readonly registrar: Registrar;
}

/** Everything that one person can do with one store. */
export type Client = ReturnType<typeof createClient>;

/** Makes a client over its ports. Nothing is sent before something is asked for; begin with `sync` to go on with what was kept. */
export function createClient(ports: ClientPorts) {
  const context: ClientContext = {
    ...ports,
    lock: createLock(),
    session: { freshness: "unknown", busy: new Set(), sentRecords: createLock(), acknowledged: 0 },
    groups: createGroupEngine({ crypto: ports.groupCrypto, authenticate: authenticateLeaf(() => context) }),
  };
  /** An operation of this client: its first parameter filled in. */
  const bind =
    <Params extends readonly unknown[], Result>(
      operation: (context: ClientContext, ...params: Params) => Promise<Result>,
    ) =>
    (...params: Params): Promise<Result> =>
      operation(context, ...params);
  /** An operation that is loaded with its first use. */
  const bindLater = <Params extends readonly unknown[], Result>(
    part: () => Promise<(context: ClientContext, ...params: Params) => Promise<Result>>,
  ) => bind(async (itsContext, ...params: Params) => (await loaded(part))(itsContext, ...params));
  return {
    createAccount: bind(createAccount),
    recoveryKeyToKeep: bind(recoveryKeyToKeep),
    forgetRecoveryKey: bind(forgetRecoveryKey),
    whoami: bind(whoami),
    makeInvite: bind(makeInvite),
    addContact: bind(addContact),
    removeContact: bind(removeContact),
    contacts: bind(contacts),
    safetyNumber: bind(safetyNumber),
    markVerified: bind(markVerified),
    createConversation: bind(createConversation),
    conversationWith: bind(conversationWith),
    conversations: bind(conversations),
    addMembers: bind(addMembers),
    removeMembers: bind(removeMembers),
    sendText: bindLater(async () => (await import("./copy/send-text.ts")).sendText),
    sendPicture: bindLater(async () => (await import("./picture/send-picture.ts")).sendPicture),
    sync: bind(sync),
    watch: bind(watch),
    inbox: bind(inbox),
    previewCopy: bindLater(async () => (await import("./copy/preview.ts")).previewCopy),
    openCopy: bindLater(async () => (await import("./copy/open.ts")).openCopy),
    takeBack: bind(takeBack),
    status: bindLater(async () => (await import("./copy/status.ts")).statusOf),
    listSent: bind(listSent),
    sentPreview: bindLater(async () => (await import("./trace/sent-preview.ts")).sentPreview),
    trace: bindLater(async () => (await import("./trace/trace-sent.ts")).traceSent),
    close: () => ports.store.close(),
  };
}

/** Who this store belongs to. @throws WhosecopyError "not-found" before `createAccount` */
async function whoami(context: ClientContext): Promise<{
  readonly acct: Uint8Array;
  readonly handle: string;
  readonly origin: string;
  readonly device: Uint8Array;
  readonly createdAtMs: number;
}> {
  const { acct, handle, origin, device, createdAtMs } = await requireSelf(context.store);
  return { acct, handle, origin, device, createdAtMs };
}
