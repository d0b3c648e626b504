import { equalBytes, isErrorCode, readInvite, WhosecopyError } from "@whosecopy/protocol";
import { type AppOperations, type AppState, startingState } from "../../engine/app-engine.ts";
import { type Account, eraseAccount, type HostPorts, openAccounts } from "./accounts.ts";
import { copyOperations } from "./copy-operations.ts";
import { makePracticeFriends } from "./practice.ts";
import { conversationView, personView } from "./views.ts";
import { type Watched, watchAccount } from "./watch.ts";

type Shown = Pick<AppState, "stage" | "error" | "connection" | "recoveryKey">;

/** The engine behind the screens: all accounts of this browser, one of them looked through. */
export function createHost(ports: HostPorts): {
  readonly operations: AppOperations;
  readonly onState: (listener: (state: AppState) => void) => void;
} {
  let accounts: readonly Account[] = [];
  let current: Account | undefined;
  let listener: (state: AppState) => void = () => undefined;
  let shown: Shown = startingState;
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

  /** The own account, its recovery key first. */
  const showAccount = async () => {
    const recoveryKey = current === undefined ? null : await own().client.recoveryKeyToKeep();
    const stage = current === undefined ? "welcome" : recoveryKey === null ? "ready" : "recovery";
    await show({ stage, recoveryKey, error: null });
  };

  let starting: Promise<void> | undefined;
  const begin = async (): Promise<void> => {
    try {
      accounts = accounts.length > 0 ? accounts : await openAccounts(ports);
      current ??= own().handle === null ? undefined : own();
      for (const account of accounts) {
        if (account.handle !== null && !watched.has(account)) watch(account);
      }
      await showAccount();
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
      const cancel = signal === undefined ? {} : { signal };
      await account.client.createAccount({ server: ports.origin, handle, ...cancel });
      account.handle = handle;
      current = account;
      watch(account);
      await showAccount();
    },
    async keepRecoveryKey() {
      await own().client.forgetRecoveryKey();
      await showAccount();
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
      for (const friend of friends) {
        watched.delete(friend);
        // Before the store goes: who this was can't be asked afterwards.
        await forgetFriend(own(), friend);
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

/** Takes a practice friend from somebody's contacts, if they are there. */
async function forgetFriend({ client }: Account, friend: Account): Promise<void> {
  const { acct } = await friend.client.whoami();
  const known = (await client.contacts()).find((contact) => equalBytes(contact.acct, acct));
  if (known !== undefined) await client.removeContact(known.name);
}

async function stateOf(params: {
  readonly accounts: readonly Account[];
  readonly current: Account | undefined;
  readonly shown: Shown;
}): Promise<AppState> {
  const { accounts, current, shown } = params;
  const named = accounts.flatMap(({ id, handle, kind }) => (handle === null ? [] : [{ id, handle, kind }]));
  if (current === undefined) return { ...startingState, ...shown, accounts: named };
  const { client } = current;
  const [contacts, conversations, messages] = await Promise.all([
    client.contacts(),
    client.conversations(),
    client.inbox(),
  ]);
  const practice = new Set(accounts.filter(({ kind }) => kind === "practice").map(({ handle }) => handle));
  return {
    ...shown,
    accounts: named,
    current: current.id,
    people: contacts.map((contact) => personView(contact, practice.has(contact.name))),
    conversations: conversations.map((conversation) => conversationView(conversation, messages)),
  };
}

function codeOf(error: unknown) {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return isErrorCode(code) ? code : "internal";
}

const isNetwork = (error: unknown) => ["network", "server-unavailable"].includes(codeOf(error));
