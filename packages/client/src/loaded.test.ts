import { describe, expect, it } from "vitest";
import { loaded } from "./loaded.ts";

describe("a part that comes with its first use", () => {
  it("is handed over", async () => {
    const part = await loaded(() => Promise.resolve({ answer: 42 }));
    expect(part.answer).toBe(42);
  });

  it("is a matter of the network when it does not come, and may come the next time", async () => {
    let comes = false;
    const load = () => loaded(() => (comes ? Promise.resolve("here") : Promise.reject(new TypeError("no module"))));
    await expect(load()).rejects.toMatchObject({ code: "network", retryable: true });
    comes = true;
    await expect(load()).resolves.toBe("here");
  });
});
