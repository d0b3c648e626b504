import { createContext, useContext, useSyncExternalStore } from "react";
import type { AppEngine, AppState } from "./app-engine.ts";

const EngineContext = createContext<AppEngine | null>(null);

/** Gives the engine to everything below. */
export const EngineProvider = EngineContext.Provider;

export function useEngine(): AppEngine {
  const engine = useContext(EngineContext);
  if (engine === null) throw new Error("no engine above");
  return engine;
}

/** The state as it is now; renders again when it changes. */
export function useAppState(): AppState {
  const engine = useEngine();
  return useSyncExternalStore(engine.subscribe, engine.state);
}
