import { isErrorCode, readInvite, WhosecopyError } from "@whosecopy/protocol";
import { type AppOperations, type AppState, startingState } from "../../engine/app-engine.ts";
import { type Account, eraseAccount, type HostPorts, openAccounts } from "./accounts.ts";
import { copyOperations } from "./copy-operations.ts";
import { makePracticeFriends } from "./practice.ts";
import { noteRemoved, removedFriends } from "./removed-friends.ts";
import { conversationView, personView } from "./views.ts";
import { type Watched, watchAccount } from "./watch.ts";

/** The engine behind the screens: all accounts of this browser, one of them looked through. */
export function createHost(ports: HostPorts): {
  readonly operations: AppOperations;
  readonly onState: (listener: (state: AppState) => void) => void;
} {
  let accounts: readonly Account[] = [];
  let current: Account | undefined;
  let listener: (state: AppState) => void = () => undefined;
  let shown: Pick<AppState, "stage" | "error" | "connection"> = startingState;
  let keepKey: () => void = () => undefined;
  const watched = new Map<Account, Watched>();

  const self = (): Account => {
    if (current === undefined) throw new WhosecopyError("not-found", "no account yet");
    return current;
  };
  const own = (): Account => {
    const [first] = accounts;
    if (first === undefined) throw new WhosecopyError("not-found", "nothing is open");
    return first;
  };

  let publishing: Promise<void> | undefined;
  let isStale = false;
  /** Tells the screens how things are; changes that come while it is gathered are told in one more round. */
  const publish = (): Promise<void> => {
    isStale = true;
    publishing ??= (async () => {
      while (isStale) {
        isStale = false;
        listener(await stateOf({ accounts, current, shown }));
      }
    })().finally(() => {
      publishing = undefined;
    });
    return publishing;
  };
  const show = (next: Partial<typeof shown>) => {
    shown = { ...shown, ...next };
    return publish();
  };
  const watch = (account: Account) => {
    const follow = watchAccount(account, {
      onSynced: () => void show({ connection: "online" }),
      onFailed: (error) => {
        if (!account.over.signal.aborted) void show({ connection: isNetwork(error) ? "offline" : shown.connection });
      },
    });
    watched.set(account, follow);
  };
  /** After something was done: everybody here may have got something of it. */
  const changed = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } finally {
      await publish();
    }
  };

  let starting: Promise<void> | undefined;
  const begin = async (): Promise<void> => {
    try {
      accounts = accounts.length > 0 ? accounts : await openAccounts(ports);
      current ??= own().handle === null ? undefined : own();
      for (const account of accounts) {
        if (account.handle !== null && !watched.has(account)) watch(account);
      }
      await show({ stage: current === undefined ? "welcome" : "ready", error: null });
    } catch (error) {
      const code = codeOf(error);
      await show({ stage: code === "store-busy" ? "elsewhere" : "broken", error: code });
    }
  };

  const operations: AppOperations = {
    start() {
      starting ??= begin().finally(() => {
        starting = undefined;
      });
      return starting;
    },
    async createAccount({ handle }, options) {
      const account = own();
      const signal = options?.signal;
      const onRecoveryKey = (recoveryKey: string) =>
        new Promise<void>((resolve, reject) => {
          keepKey = resolve;
          signal?.addEventListener("abort", () => {
            reject(new WhosecopyError("cancelled", "the recovery key was not kept"));
          });
          options?.onProgress?.({ recoveryKey });
        });
      const cancel = signal === undefined ? {} : { signal };
      await account.client.createAccount({ server: ports.origin, handle, onRecoveryKey, ...cancel });
      account.handle = handle;
      current = account;
      watch(account);
      await show({ stage: "ready" });
    },
    keepRecoveryKey() {
      keepKey();
      return Promise.resolve();
    },
    async addPracticeFriends(_, options) {
      const made = await makePracticeFriends(ports, {
        self: own(),
        onProgress: options?.onProgress ?? (() => undefined),
        signal: options?.signal ?? own().over.signal,
      });
      accounts = [...accounts, ...made];
      made.forEach(watch);
      await publish();
    },
    async removePracticeFriends() {
      const friends = accounts.filter(({ kind }) => kind === "practice");
      accounts = accounts.filter(({ kind }) => kind === "own");
      current = own();
      await noteRemoved(friends.flatMap(({ handle }) => (handle === null ? [] : [handle])));
      for (const friend of friends) {
        watched.delete(friend);
        await eraseAccount(friend);
      }
      await publish();
    },
    async switchAccount({ id }) {
      current = accounts.find((account) => account.id === id) ?? current;
      await publish();
    },
    async refresh() {
      await Promise.all([...watched.values()].map(({ syncNow }) => syncNow()));
      await show({ connection: "online" });
    },
    makeInvite: () => self().client.makeInvite(),
    async readInvite({ text }) {
      const { handle, host } = readInvite(text);
      return Promise.resolve({ handle, host });
    },
    addContact: ({ invite }) => changed(self().client.addContact(invite)),
    safetyNumber: ({ name }) => self().client.safetyNumber(name),
    async markVerified({ name }) {
      await changed(self().client.markVerified(name));
    },
    ...copyOperations({ ports, self, accounts: () => accounts, changed }),
  };
  return {
    operations,
    onState: (next) => {
      listener = next;
    },
  };
}

async function stateOf(params: {
  readonly accounts: readonly Account[];
  readonly current: Account | undefined;
  readonly shown: Pick<AppState, "stage" | "error" | "connection">;
}): Promise<AppState> {
  const { accounts, current, shown } = params;
  const named = accounts.flatMap(({ id, handle, kind }) => (handle === null ? [] : [{ id, handle, kind }]));
  if (current === undefined) return { ...startingState, ...shown, accounts: named };
  const { client } = current;
  const [contacts, conversations, messages, removed] = await Promise.all([
    client.contacts(),
    client.conversations(),
    client.inbox(),
    removedFriends(),
  ]);
  const isGone = (members: readonly string[]) => members.length > 0 && members.every((name) => removed.has(name));
  const practice = new Set(accounts.filter(({ kind }) => kind === "practice").map(({ handle }) => handle));
  return {
    ...shown,
    accounts: named,
    current: current.id,
    people: contacts
      .filter(({ name }) => !removed.has(name))
      .map((contact) => personView(contact, practice.has(contact.name))),
    conversations: conversations
      .filter(({ members }) => !isGone(members))
      .map((conversation) => conversationView(conversation, messages)),
  };
}

function codeOf(error: unknown) {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return isErrorCode(code) ? code : "internal";
}

const isNetwork = (error: unknown) => ["network", "server-unavailable"].includes(codeOf(error));
