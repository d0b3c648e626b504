import { spawnSync } from "node:child_process";

/** True when a program of the machine can be run; tests with it say why they skip when not. */
export function hasTool(name: string): boolean {
  return spawnSync(name, ["-version"], { timeout: 10_000 }).error === undefined;
}

/** Runs a program on bytes; what it says on its error output is what it would warn about. */
export function runTool(
  name: string,
  args: string[],
  input: Uint8Array,
): { output: Uint8Array; complaints: string; ok: boolean } {
  const result = spawnSync(name, args, { input, maxBuffer: 1e9, timeout: 60_000 });
  return { output: new Uint8Array(result.stdout), complaints: result.stderr.toString(), ok: result.status === 0 };
}
