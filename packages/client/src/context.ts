import type { RouteAnswer, RouteName, Routes } from "@whosecopy/protocol";
import { requireSelf, type Self } from "./account/self.ts";
import type { Registrar } from "@whosecopy/marks";
import type { GroupEngine } from "./group/group-engine.ts";
import type { PictureTools } from "./picture/encode-picture.ts";
import type { Lock } from "./lock.ts";
import { type Call, type CallContext, callRoute } from "./server/call.ts";
import type { ClientStore } from "./store/client-store.ts";

/** Everything that operations work with: the person's store, the world's ports, and the lock over sending and receiving. */
export interface ClientContext extends CallContext, PictureTools {
  readonly store: ClientStore;
  readonly groups: GroupEngine;
  readonly registrar: Registrar;
  readonly lock: Lock;
  /** What is known in this process and not stored. */
  readonly session: Session;
}

export interface Session {
  /** Whether the store was compared with what the server last saw of this device. */
  freshness: "unknown" | "current" | "rolled-back";
  /** Attachments and opens that an operation of this process is working on. */
  readonly busy: Set<string>;
  /** Over reading and writing again what was sent; held for moments, never across a request, never around `lock`. */
  readonly sentRecords: Lock;
  /** Mail up to here was acknowledged by this process. */
  acknowledged: number;
}

/** Calls a route of this person's own server as their device. */
export async function callHome<Name extends RouteName>(
  context: ClientContext,
  name: Name,
  input: Call<Name>,
  self?: Self,
): Promise<RouteAnswer<Routes[Name]>> {
  const caller = self ?? (await requireSelf(context.store));
  return callRoute(context, { origin: caller.origin, caller, name }, input);
}
