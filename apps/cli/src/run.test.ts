import { errorCodes, WhosecopyError } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import type { CommandResult } from "./command.ts";
import { exitCodeOf } from "./exit-codes.ts";
import { KeptError } from "./kept-error.ts";
import { type CommonOptions, runCommand } from "./run.ts";
import { sentenceFor } from "./sentences.ts";

async function run(command: () => Promise<CommandResult>, options: CommonOptions = {}) {
  let out = "";
  let err = "";
  const exit = await runCommand(command, options, {
    env: {},
    out: { write: (data) => (out += String(data)) },
    err: { write: (text) => (err += text) },
    signal: new AbortController().signal,
  });
  return { exit, out, err };
}

const fails = (error: unknown) => () => Promise.reject(error);

describe("a command", () => {
  it("writes its result for people, or one JSON document for programs", async () => {
    const done = (): Promise<CommandResult> => Promise.resolve({ exit: 0, json: { a: 1 }, lines: ["one", "two"] });
    expect(await run(done)).toEqual({ exit: 0, out: "one\ntwo\n", err: "" });
    expect(await run(done, { json: true })).toEqual({ exit: 0, out: '{"a":1}\n', err: "" });
  });

  it("says what happened and what to do next when it fails, with the stable code", async () => {
    const result = await run(fails(new WhosecopyError("taken-back", "internal words")));
    expect(result).toEqual({ exit: 5, out: "", err: `whosecopy: ${sentenceFor("taken-back")} [taken-back]\n` });
  });

  it("fails in JSON too, on standard output", async () => {
    const result = await run(fails(new WhosecopyError("network", "internal words")), { json: true });
    expect(JSON.parse(result.out)).toEqual({
      error: { code: "network", exit: 7, message: sentenceFor("network"), retryable: true },
    });
    expect(result.err).toBe("");
  });

  it("says whether what could not be sent is kept, or has to be sent again", async () => {
    const away = new WhosecopyError("network", "internal words");
    for (const kept of [true, false]) {
      const result = await run(fails(new KeptError(away, kept)), { json: true });
      expect(JSON.parse(result.out)).toMatchObject({ error: { code: "network", exit: 7, retryable: true, kept } });
      const { err } = await run(fails(new KeptError(away, kept)));
      expect(err).toMatch(
        kept ? /It is kept, and goes out with the next command/ : /Nothing was sent, and nothing is kept/,
      );
    }
  });

  it.each([
    ["ENOENT", 2],
    ["EACCES", 2],
    ["ENOSPC", 1],
  ])("explains %s of the file system", async (code, exit) => {
    const error = Object.assign(new Error("system words"), { code, path: "/some/file" });
    const result = await run(fails(error));
    expect(result.exit).toBe(exit);
    expect(result.err).not.toContain("system words");
  });

  it("has a sentence and an exit code for every error code", () => {
    for (const code of errorCodes) {
      expect(sentenceFor(code)).toMatch(/^[A-Z].{10,}/);
      expect(exitCodeOf(code)).toBeGreaterThan(0);
    }
  });
});
