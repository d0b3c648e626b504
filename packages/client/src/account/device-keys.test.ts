import { CopyPrekey, readStatement, signedFromJson } from "@whosecopy/protocol";
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
});
