import { digest, signStatement } from "@whosecopy/crypto";
import { nodeSignatures } from "@whosecopy/crypto/node";
import { type AccountJson, fromBase64url, signedFromJson, signedToJson, toBase64url } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import type { CopyAnswer } from "./received.ts";
import type { Transport } from "../server/transport.ts";
import { tampering, testPeople } from "../testing/test-people.ts";

const dayMs = 86_400_000;

async function sendAndReceive(
  params: { readonly opens?: number; readonly expiresAtMs?: number; readonly receipts?: "exact" | "day" | "none" } = {
    opens: 3,
  },
  carry?: (transport: Transport, handle: string) => Transport,
) {
  const people = await testPeople({ handles: ["ana", "ben"], ...(carry === undefined ? {} : { carry }) });
  const ana = people.person("ana");
  const ben = people.person("ben");
  await ana.sendText({ to: ["ben"], text: "only for you", policy: params });
  await ben.sync();
  const message = (await ben.inbox()).find(({ content }) => content.kind === "attachment")?.id ?? "none";
  const sent = (await ana.listSent())[0]?.id ?? "none";
  return { ...people, ana, ben, message, sent };
}

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const changeFirst = (text: string) => (text.startsWith("A") ? "B" : "A") + text.slice(1);

describe("a copy with limits", () => {
  it("says before opening what is allowed and what is reported", async () => {
    const { ben, message } = await sendAndReceive({ opens: 3, receipts: "exact" });
    const preview = await ben.previewCopy({ message });
    expect(preview).toMatchObject({
      from: "ana",
      state: "sent",
      opensUsed: 0,
      opensLeft: 3,
      policy: { opensAllowed: 3, reported: "exact", marked: false, mayBeForwarded: "no", mayBeSaved: false },
    });
  });

  it("opens as often as allowed and no more, and the sender sees each open by the device's own signature", async () => {
    const { ana, ben, message, sent } = await sendAndReceive({ opens: 2 });
    const first = await ben.openCopy({ message });
    expect(textOf(first.bytes)).toBe("only for you");
    expect(first).toMatchObject({ openNumber: 1, opensLeft: 1, from: "ana" });
    await ben.openCopy({ message });
    await expect(ben.openCopy({ message })).rejects.toMatchObject({ code: "opens-used-up" });
    expect((await ana.sync()).opened).toEqual([{ sent, by: "ben" }]);
    const [status] = await ana.status({ id: sent });
    expect(status).toMatchObject({ to: "ben", opensUsed: 2, unproven: 0 });
    expect(status?.opens.map(({ provenBy, confirmed, n }) => [n, provenBy, confirmed])).toEqual([
      [1, "device", "ok"],
      [2, "device", "ok"],
    ]);
    expect(status?.opens.every(({ atMs }) => atMs !== null && atMs % dayMs === 0)).toBe(true);
  });

  it("is asked for with the same bytes and counted once when the answer is lost", async () => {
    let lose = true;
    const { ben, ana, message, sent } = await sendAndReceive({ opens: 1 }, (transport, handle) => ({
      ...transport,
      async request(request) {
        const answer = await transport.request(request);
        if (handle === "ben" && lose && request.url.endsWith("/opens")) return { status: 500, body: new Uint8Array(0) };
        return answer;
      },
    }));
    await expect(ben.openCopy({ message })).rejects.toMatchObject({ code: "server-unavailable" });
    lose = false;
    expect(textOf((await ben.openCopy({ message })).bytes)).toBe("only for you");
    expect((await ana.status({ id: sent }))[0]?.opens).toHaveLength(1);
  });

  it("is the same open until it was handed over", async () => {
    const { ben, message } = await sendAndReceive({ opens: 1 });
    const full = () => Promise.reject(new Error("the disk is full"));
    await expect(ben.openCopy({ message, deliver: full })).rejects.toThrow("the disk is full");
    let delivered = "";
    await ben.openCopy({ message, deliver: ({ bytes }) => void (delivered = textOf(bytes)) });
    expect(delivered).toBe("only for you");
  });

  it("can't be opened after it was taken back, and the recipient hears of it", async () => {
    const { ana, ben, message, sent } = await sendAndReceive();
    await ben.openCopy({ message });
    const taken = await ana.takeBack({ id: sent, from: ["ben"] });
    expect(taken.copies).toMatchObject([{ releases: 1 }]);
    await expect(ben.openCopy({ message })).rejects.toMatchObject({ code: "taken-back" });
    expect((await ben.sync()).takenBack).toEqual([message]);
    expect((await ana.status({ id: sent }))[0]).toMatchObject({ state: "taken-back", opensUsed: 1 });
    expect((await ana.listSent())[0]?.to[0]?.takenBackAtMs).not.toBeNull();
  });

  it("can't be opened after its end", async () => {
    const { clock, ben, message } = await sendAndReceive({ expiresAtMs: 1_800_000_000_000 + dayMs });
    clock.advance(2 * dayMs);
    await expect(ben.openCopy({ message })).rejects.toMatchObject({ code: "expired" });
    const shown = (await ben.inbox()).find(({ id }) => id === message);
    expect(shown?.content).toMatchObject({ copy: "expired" });
  });

  it("is not for saving when the sender said so", async () => {
    const { ana, ben, message, sent } = await sendAndReceive();
    await expect(ben.openCopy({ message, save: true })).rejects.toMatchObject({ code: "save-not-allowed" });
    expect((await ana.status({ id: sent }))[0]?.opensUsed).toBe(0);
  });
});

describe("a recipient refuses", () => {
  const cases: readonly (readonly [string, RegExp, (answer: never) => unknown, string])[] = [
    [
      "a bundle",
      /\/v1\/copies\/[^/]+$/,
      (answer: CopyAnswer) => ({ ...answer, bundle: changeFirst(answer.bundle) }),
      "copy-damaged",
    ],
    [
      "a statement",
      /\/v1\/copies\/[^/]+$/,
      (answer: CopyAnswer) => ({
        ...answer,
        statement: { ...answer.statement, signature: changeFirst(answer.statement.signature) },
      }),
      "signature-invalid",
    ],
    [
      "an envelope",
      /\/v1\/copies\/[^/]+$/,
      (answer: CopyAnswer) => ({
        ...answer,
        envelope: answer.envelope && { ...answer.envelope, sealed: `${answer.envelope.sealed.slice(0, -2)}AA` },
      }),
      "copy-damaged",
    ],
    [
      "a share",
      /\/opens$/,
      (answer: { readonly sealedShare: string }) => ({ ...answer, sealedShare: changeFirst(answer.sealedShare) }),
      "copy-damaged",
    ],
    [
      "a release",
      /\/opens$/,
      (answer: { readonly release: { readonly body: string; readonly signature: string } }) => ({
        ...answer,
        release: { ...answer.release, signature: changeFirst(answer.release.signature) },
      }),
      "signature-invalid",
    ],
  ];
  for (const [what, path, change, code] of cases) {
    it(`${what} that was changed on its way`, async () => {
      const { ben, message } = await sendAndReceive({ opens: 3 }, (transport, handle) =>
        handle === "ben" ? tampering(transport, path, change) : transport,
      );
      await expect(ben.openCopy({ message })).rejects.toMatchObject({ code });
    });
  }

  it("another valid statement of the same sender in place of the one that the message named", async () => {
    const { ana, ben, server, message } = await sendAndReceive({ opens: 1 });
    await ana.sendText({ to: ["ben"], text: "another", policy: { opens: 1 } });
    const [first, second] = [...server.state.copies.values()];
    if (first === undefined || second === undefined) throw new Error("two copies");
    server.state.copies.set(first.copy, { ...second, copy: first.copy });
    await expect(ben.openCopy({ message })).rejects.toMatchObject({ code: "policy-mismatch" });
    expect(first.opens.length + second.opens.length).toBe(0);
  });

  it("a host share that is not the one the sender committed to, and says only that it was bad", async () => {
    const { ben, ana, server, message, sent } = await sendAndReceive();
    const [copy] = [...server.state.copies.values()];
    if (copy !== undefined) copy.hostShare = toBase64url(new Uint8Array(32).fill(9));
    await expect(ben.openCopy({ message })).rejects.toMatchObject({ code: "copy-damaged" });
    expect((await ana.status({ id: sent }))[0]?.opens).toMatchObject([{ confirmed: "bad-share" }]);
  });
});

describe("a sender", () => {
  it("is not shown an open that the recipient's device did not sign", async () => {
    const { ana, ben, server, message, sent } = await sendAndReceive();
    await ben.openCopy({ message });
    const [copy] = [...server.state.copies.values()];
    const [open] = copy?.opens ?? [];
    if (copy === undefined || open?.receipt == null) throw new Error("an open");
    const body = fromBase64url(open.receipt.body) ?? new Uint8Array(0);
    const forged = nodeSignatures.sign("open-receipt", body, server.state.hostKey.secretKey);
    copy.opens = [
      { ...open, receipt: null },
      { ...open, n: 2, receipt: { ...open.receipt, signature: toBase64url(forged) } },
      // A true receipt under another open id.
      { ...open, n: 3, openId: toBase64url(new Uint8Array(16)) },
    ];
    expect((await ana.status({ id: sent }))[0]).toMatchObject({ opens: [], unproven: 3 });
  });

  it("is shown an open once, however often the host repeats its receipt", async () => {
    const { ana, ben, server, message, sent } = await sendAndReceive();
    await ben.openCopy({ message });
    const [copy] = [...server.state.copies.values()];
    const [open] = copy?.opens ?? [];
    if (copy === undefined || open === undefined) throw new Error("an open");
    copy.opens = [open, { ...open, n: 2 }, { ...open, n: 3 }];
    const [status] = await ana.status({ id: sent });
    expect(status?.opens.map(({ n }) => n)).toEqual([1]);
    expect(status?.unproven).toBe(2);
  });

  it("is told that only the host says so when the policy asks for no receipts", async () => {
    const { ana, ben, message, sent } = await sendAndReceive({ opens: 3, receipts: "none" });
    await ben.openCopy({ message });
    expect((await ana.status({ id: sent }))[0]?.opens).toMatchObject([{ provenBy: "host", atMs: null }]);
  });

  it("refuses a take-back receipt that the host did not sign", async () => {
    const { ana, server, sent } = await sendAndReceive(undefined, (transport, handle) =>
      handle === "ana"
        ? tampering(transport, /take-back$/, (answer: { readonly receipt: { body: string; signature: string } }) => {
            const { body } = signedFromJson(answer.receipt);
            const value = { digest: digest("x", body) };
            const secretKey = new Uint8Array(32).fill(3);
            return {
              receipt: signedToJson(signStatement({ type: "x", value, secretKey, signatures: nodeSignatures })),
            };
          })
        : transport,
    );
    await expect(ana.takeBack({ id: sent })).rejects.toMatchObject({ code: "signature-invalid" });
    expect([...server.state.copies.values()][0]?.state).toBe("taken-back");
  });
});

describe("an account", () => {
  it("is refused when the server puts another in its place", async () => {
    const { server, person } = await testPeople({ handles: ["ana", "ben", "eve"] });
    const { link } = await person("ben").makeInvite();
    const eve = server.state.accounts.get(toBase64url((await person("eve").whoami()).acct));
    const ben = server.state.accounts.get(toBase64url((await person("ben").whoami()).acct));
    if (eve === undefined || ben === undefined) throw new Error("two accounts");
    ben.chain = eve.chain satisfies AccountJson["chain"];
    // Ana has seen Ben's chain before, Eve has only the invite: neither takes another for it.
    await expect(person("ana").addContact(link)).rejects.toMatchObject({ code: "chain-invalid" });
    await expect(person("eve").addContact(link)).rejects.toMatchObject({ code: "chain-invalid" });
  });

  it("is refused when the server shows another name for it than the invite", async () => {
    const { server, person } = await testPeople({ handles: ["ana", "ben", "eve"] });
    const { link } = await person("ben").makeInvite();
    const ben = server.state.accounts.get(toBase64url((await person("ben").whoami()).acct));
    if (ben === undefined) throw new Error("an account");
    server.state.accounts.set(ben.acct, { ...ben, handle: "ana" });
    await expect(person("eve").addContact(link)).rejects.toMatchObject({ code: "invite-damaged" });
    expect(await person("eve").contacts()).toHaveLength(1);
  });

  it("has the same safety number on both sides", async () => {
    const { person } = await testPeople({ handles: ["ana", "ben"] });
    const digits = await person("ana").safetyNumber("ben");
    expect(digits).toBe(await person("ben").safetyNumber("ana"));
    expect(digits).toMatch(/^(\d{5} ){11}\d{5}$/);
    expect((await person("ana").markVerified("ben")).verifiedAtMs).not.toBeNull();
  });
});
