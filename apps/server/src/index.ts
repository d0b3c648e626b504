export { defaultDataFolder } from "./data-folder/default-folder.ts";
export type { Reconciliation } from "./journal/reconcile.ts";
export { describeReconciliation, reconcile } from "./reconcile.ts";
export { serve, startFailureExitCode } from "./serve.ts";
export { readSettings, type ServerSettings, settingsHelp } from "./settings.ts";
export { type RunningServer, type ServerOptions, startServer } from "./start-server.ts";
