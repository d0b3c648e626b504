import { connect } from "../rpc/connect.ts";
import type { Channel } from "../rpc/frames.ts";
import { type AppEngine, type AppOperations, type AppState, operationNames, startingState } from "./app-engine.ts";

/** The engine in a worker: calls go over, the state comes back as events. */
export function remoteEngine(channel: Channel): AppEngine {
  let state = startingState;
  const listeners = new Set<() => void>();
  const operations = connect<AppOperations>(channel, operationNames, (event) => {
    state = event as AppState;
    for (const listener of listeners) listener();
  });
  return {
    ...operations,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
