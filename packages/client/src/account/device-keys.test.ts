import { CopyPrekey, readStatement, signedFromJson, toBase64url } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { testPeople } from "../testing/test-people.ts";

const dayMs = 86_400_000;

async function people() {
  const made = await testPeople({ handles: ["ana", "ben"] });
  const accounts = [...made.server.state.accounts.values()];
  const accountOf = (handle: string) => {
    const account = accounts.find((each) => each.handle === handle);
    if (account === undefined) throw new Error(`no ${handle}`);
    return account;
  };
  return { ...made, ana: made.person("ana"), ben: made.person("ben"), accountOf };
}

describe("a device's keys on the server", () => {
  it("are twenty packages to be used once and one last resort, made up when they run low", async () => {
    const { ben, ana, accountOf } = await people();
    const account = accountOf("ben");
    expect(account.packages.filter(({ lastResort }) => lastResort)).toHaveLength(1);
    expect(account.packages).toHaveLength(21);
    account.packages = account.packages.filter(({ lastResort }, i) => lastResort || i < 3);
    await ben.sync();
    expect(account.packages).toHaveLength(21);
    // The last resort serves again and again, even for two conversations.
    account.packages = account.packages.filter(({ lastResort }) => lastResort);
    await ana.createConversation({ contacts: ["ben"], name: "one" });
    await ana.createConversation({ contacts: ["ben"], name: "two" });
    await ben.sync();
    expect((await ben.conversations()).map(({ name }) => name)).toEqual(["one", "two"]);
  });

  it("include a copy prekey that is replaced each week, and old copies still open for a month", async () => {
    const { clock, ana, ben, accountOf } = await people();
    const current = () => {
      const [json] = [...accountOf("ben").prekeys.values()];
      if (json === undefined) throw new Error("no prekey");
      return readStatement(CopyPrekey, signedFromJson(json).body);
    };
    const first = current();
    await ana.sendText({ to: ["ben"], text: "early", policy: { opens: 3 } });
    await ben.sync();
    clock.advance(3 * dayMs);
    await ben.sync();
    expect(current().cpk_id).toEqual(first.cpk_id);
    clock.advance(4 * dayMs);
    await ben.sync();
    expect(current().cpk_id).not.toEqual(first.cpk_id);
    const message = (await ben.inbox()).find(({ content }) => content.kind === "attachment")?.id ?? "none";
    clock.advance(25 * dayMs);
    await ben.sync();
    expect(new TextDecoder().decode((await ben.openCopy({ message })).bytes)).toBe("early");
    clock.advance(20 * dayMs);
    await ben.sync();
    // The private half is erased: the envelope of that copy can't be read any more, by anybody.
    await expect(ben.openCopy({ message })).rejects.toMatchObject({ code: "not-found" });
    await ana.sendText({ to: ["ben"], text: "late", policy: { opens: 1 } });
    await ben.sync();
    const late = (await ben.inbox()).findLast(({ content }) => content.kind === "attachment")?.id ?? "none";
    expect(new TextDecoder().decode((await ben.openCopy({ message: late })).bytes)).toBe("late");
  });

  it("include one copy prekey for each device that can be sealed to: none that is too old, none of the future", async () => {
    const { clock, server, ana, ben, accountOf } = await people();
    const prekeys = accountOf("ben").prekeys;
    const [device = "none"] = prekeys.keys();
    const only = () => prekeys.get(device) ?? { body: "", signature: "" };
    const first = only();
    clock.advance(7 * dayMs);
    await ben.sync();
    const second = only();
    const idsOf = (...all: (typeof first)[]) =>
      all.map((json) => toBase64url(readStatement(CopyPrekey, signedFromJson(json).body).cpk_id));
    // Both are shown for one device: only the newer is used.
    prekeys.set("again", second);
    prekeys.set(device, first);
    await ana.sendText({ to: ["ben"], text: "one envelope", policy: { opens: 1 } });
    const [copy] = [...server.state.copies.values()];
    expect(copy?.envelopes.map(({ cpkId }) => cpkId)).toEqual(idsOf(second));
    // The old one alone is good until its private half is erased, and no longer.
    prekeys.delete("again");
    clock.advance(22 * dayMs);
    await ana.sendText({ to: ["ben"], text: "just in time", policy: { opens: 1 } });
    clock.advance(2 * dayMs);
    const late = ana.sendText({ to: ["ben"], text: "too late", policy: { opens: 1 } });
    await expect(late).rejects.toMatchObject({ code: "key-package-expired" });
  });

  it("include no copy prekey that begins later, beyond what clocks may differ", async () => {
    const { clock, ana } = await people();
    clock.advance(-dayMs);
    const early = ana.sendText({ to: ["ben"], text: "too early", policy: { opens: 1 } });
    await expect(early).rejects.toMatchObject({ code: "key-package-expired" });
  });
});
