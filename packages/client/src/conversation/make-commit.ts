import { equalBytes, jsonBytes, toId16, toId32, WhosecopyError } from "@whosecopy/protocol";
import { readLeafIdentity } from "../account/leaf-credential.ts";
import { callHome, type ClientContext } from "../context.ts";
import type { GroupState } from "../group/group-engine.ts";
import type { UnitOfWork } from "../store/unit-of-work.ts";
import { type CommitRow, outboxRecords, takeSendIndex } from "./outbox.ts";
import { memberDevices } from "./records.ts";

/** One device's key package, as the server gave it for an account. */
interface ClaimedPackage {
  readonly acct: Uint8Array;
  readonly device: Uint8Array;
  readonly ref: Uint8Array;
  readonly bytes: Uint8Array;
}

/** Makes a commit that adds and removes people, and puts it into the outbox; it takes effect when the server accepts it. */
export async function makeCommit(
  context: ClientContext,
  unit: UnitOfWork,
  params: {
    readonly conversation: Uint8Array;
    readonly state: GroupState;
    readonly add: readonly Uint8Array[];
    readonly remove: readonly Uint8Array[];
    readonly closeCopies: boolean;
    readonly create: boolean;
    readonly intent: Uint8Array | null;
  },
): Promise<void> {
  const packages = (await Promise.all(params.add.map((acct) => claim(context, acct)))).flat();
  const leaving = memberDevices(context, params.state).filter(({ acct }) =>
    params.remove.some((removed) => equalBytes(removed, acct)),
  );
  const made = await context.groups.commit({
    state: params.state,
    add: packages.map((each) => each.bytes),
    remove: leaving.map(({ leafIndex }) => leafIndex),
    nowMs: context.clock.nowMs(),
  });
  const row: CommitRow = {
    kind: "commit",
    sendIndex: await takeSendIndex(unit),
    messageId: context.random.bytes(16),
    conversation: params.conversation,
    epoch: made.epoch - 1,
    bytes: made.commit,
    welcome: made.welcome ?? null,
    welcomes: packages.map(({ acct, device, ref }) => ({ acct, device, ref })),
    add: [...params.add],
    remove: [...params.remove],
    closeCopies: params.closeCopies,
    pending: made.pending,
    create: params.create,
    intent: params.intent,
  };
  unit.write(outboxRecords.put(row));
}

/** Takes a key package of each device of an account. Each is used once; one that is claimed and not used is lost, no more. */
async function claim(context: ClientContext, acct: Uint8Array): Promise<readonly ClaimedPackage[]> {
  const { packages } = await callHome(context, "claimKeyPackages", {
    params: { acct: toId32(acct) },
    body: { claimId: toId16(context.random.bytes(16)) },
  });
  if (packages.length === 0) throw new WhosecopyError("key-package-none", "the account has no key packages");
  return Promise.all(
    packages.map(async (each) => {
      const bytes = jsonBytes(each.bytes);
      const info = await context.groups.inspectKeyPackage({ keyPackage: bytes, nowMs: context.clock.nowMs() });
      const leaf = readLeafIdentity(info.identity);
      // The leaf's certificate was checked by the engine; that it is the right account's is checked here.
      if (!equalBytes(leaf.acct, acct) || toId32(leaf.device) !== each.device) {
        throw new WhosecopyError("group-refused", "the server gave a key package of somebody else");
      }
      return { acct, device: leaf.device, ref: info.ref, bytes };
    }),
  );
}
