import { MessageChannel } from "node:worker_threads";
import { WhosecopyError } from "@whosecopy/protocol";
import { afterEach, describe, expect, test } from "vitest";
import { connect } from "./connect.ts";
import type { CallOptions, Channel } from "./frames.ts";
import { serve } from "./serve.ts";

interface Api {
  add(params: { readonly a: number; readonly b: number }): Promise<number>;
  count(params: { readonly to: number }, options?: CallOptions<number>): Promise<string>;
  wait(params: object, options?: CallOptions): Promise<void>;
  fail(params: { readonly how: "named" | "unnamed" }): Promise<void>;
}

const api: Api = {
  add: ({ a, b }) => Promise.resolve(a + b),
  count: async ({ to }, options) => {
    for (let n = 1; n <= to; n++) options?.onProgress?.(n);
    return `counted to ${to}`;
  },
  wait: (_, options) =>
    new Promise((_resolve, reject) => {
      options?.signal?.addEventListener("abort", () => {
        reject(new WhosecopyError("cancelled", "told to stop"));
      });
    }),
  fail: ({ how }) => {
    throw how === "named" ? new WhosecopyError("taken-back", "taken back") : new Error("secret detail");
  },
};

const open: { close(): void }[] = [];
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

function pair(onEvent?: (value: unknown) => void) {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  const emit = serve<Api>(port1 as unknown as Channel, api);
  const remote = connect<Api>(port2 as unknown as Channel, ["add", "count", "wait", "fail"], onEvent);
  return { remote, emit };
}

describe("calls across a channel", () => {
  test("answers find their own calls, whatever the order", async () => {
    const { remote } = pair();
    const sums = await Promise.all([1, 2, 3, 4].map((n) => remote.add({ a: n, b: n })));
    expect(sums).toEqual([2, 4, 6, 8]);
  });

  test("progress arrives in order and before the result", async () => {
    const { remote } = pair();
    const seen: number[] = [];
    await expect(remote.count({ to: 4 }, { onProgress: (n) => seen.push(n) })).resolves.toBe("counted to 4");
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  test("aborting the signal here stops the work there", async () => {
    const { remote } = pair();
    const controller = new AbortController();
    const waiting = remote.wait({}, { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
    await expect(remote.wait({}, { signal: controller.signal })).rejects.toMatchObject({ code: "cancelled" });
  });

  test("an error keeps its code; one without a code is internal", async () => {
    const { remote } = pair();
    await expect(remote.fail({ how: "named" })).rejects.toMatchObject({ code: "taken-back" });
    await expect(remote.fail({ how: "unnamed" })).rejects.toMatchObject({ code: "internal" });
  });

  test("events arrive without having been asked for", async () => {
    const arrived = new Promise((resolve) => {
      const { emit } = pair(resolve);
      emit({ news: 1 });
    });
    await expect(arrived).resolves.toEqual({ news: 1 });
  });

  test("what is not an operation is answered with nothing and runs nothing", async () => {
    const { port1, port2 } = new MessageChannel();
    open.push(port1, port2);
    serve<Api>(port1 as unknown as Channel, api);
    const remote = connect<{ toString(params: object): Promise<unknown> }>(port2 as unknown as Channel, ["toString"]);
    await expect(remote.toString({})).resolves.toBeUndefined();
  });
});
