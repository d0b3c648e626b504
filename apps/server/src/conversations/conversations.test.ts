import { toBase64url } from "@whosecopy/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  mailOf,
  makeCommit,
  makeConversation,
  makeMessage,
  noise,
  sendCommit,
  sendMessage,
} from "../testing/conversation-kit.ts";
import { addCopies, makeCopy, makeOpen, sendOpen } from "../testing/copy-kit.ts";
import { failing } from "../testing/failing.ts";
import { makePerson, newId, type Person } from "../testing/person.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
let ana: Person;
let ben: Person;
let chloe: Person;

beforeAll(async () => {
  server = await startTestServer({ limits: { maxMembers: 4, maxFanOutBytes: 600_000 } });
});
afterAll(() => server.end());

// Fresh people for each test: what waits for them is then what the test sent.
async function three(): Promise<string> {
  [ana, ben, chloe] = await Promise.all([
    makePerson(server.origin()),
    makePerson(server.origin()),
    makePerson(server.origin()),
  ]);
  return makeConversation(ana, [ben, chloe]);
}

describe("a message", () => {
  it("reaches every member once, in the order of the conversation, and not its own sender", async () => {
    const conversation = await three();
    const messages = [makeMessage(ana), makeMessage(ana)];
    for (const message of messages) await sendMessage(ana, conversation, message);
    const fromBen = makeMessage(ben);
    await sendMessage(ben, conversation, fromBen);
    const got = (await mailOf(chloe)).filter((item) => item.kind === "message");
    expect(got.map((item) => item.bytes)).toEqual([...messages, fromBen].map((each) => each.message));
    expect(got.map((item) => item.seq)).toEqual([2, 3, 4]);
    expect(got.map((item) => item.acct)).toEqual([ana, ana, ben].map((each) => toBase64url(each.acct)));
    expect((await mailOf(ana)).filter((item) => item.kind === "message").map((item) => item.bytes)).toEqual([
      fromBen.message,
    ]);
  });

  it("sent again, its answer lost, answers the same and is there once", async () => {
    const conversation = await three();
    const message = makeMessage(ana);
    const first = await sendMessage(ana, conversation, message);
    await sendMessage(ana, conversation, makeMessage(ana));
    expect(await sendMessage(ana, conversation, message)).toEqual(first);
    const both = await Promise.all([1, 2, 3].map(() => sendMessage(ana, conversation, message)));
    expect(both).toEqual([first, first, first]);
    expect((await mailOf(ben)).filter((item) => item.kind === "message")).toHaveLength(2);
  });

  it("with the id of another one is refused", async () => {
    const conversation = await three();
    const message = makeMessage(ana);
    await sendMessage(ana, conversation, message);
    const other = { ...makeMessage(ana), messageId: message.messageId };
    await expect(sendMessage(ana, conversation, other)).rejects.toEqual(failing("already-exists"));
    const byBen = { ...message, sendIndex: ben.nextSendIndex() };
    await expect(sendMessage(ben, conversation, byBen)).rejects.toEqual(failing("already-exists"));
  });

  it("from a device that has gone back to an older state is refused", async () => {
    const conversation = await three();
    const older = ana.nextSendIndex();
    await sendMessage(ana, conversation, makeMessage(ana));
    await expect(sendMessage(ana, conversation, makeMessage(ana, 1, older))).rejects.toEqual(
      failing("state-rolled-back"),
    );
    const state = await ana.call("deviceState");
    expect(state.sendIndex).toBe(older + 1);
  });

  it("of a stranger, of another epoch, to nowhere, or too large for so many people is refused", async () => {
    const conversation = await three();
    const dana = await makePerson(server.origin());
    await expect(sendMessage(dana, conversation, makeMessage(dana))).rejects.toEqual(failing("not-a-member"));
    await expect(sendMessage(ana, conversation, makeMessage(ana, 0))).rejects.toEqual(failing("epoch-conflict"));
    await expect(sendMessage(ana, newId(), makeMessage(ana))).rejects.toEqual(failing("not-found"));
    const large = { ...makeMessage(ana), message: noise(350_000) };
    await expect(sendMessage(ana, conversation, large)).rejects.toEqual(failing("too-large"));
  });

  it("of many at once is accepted for each exactly once, whatever shares its transaction", async () => {
    const conversation = await three();
    const messages = Array.from({ length: 60 }, (_, i) => [ana, ben][i % 2] ?? ana).map((by) => ({
      by,
      message: makeMessage(by),
    }));
    const results = await Promise.allSettled(messages.map(({ by, message }) => sendMessage(by, conversation, message)));
    // What overtook an earlier one of the same device on its way is refused; a client sends one after the other.
    const accepted = results.flatMap((result) => (result.status === "fulfilled" ? [result.value.seq] : []));
    expect(new Set(accepted).size).toBe(accepted.length);
    const got = (await mailOf(chloe)).filter((item) => item.kind === "message").map((item) => item.seq);
    expect(got).toEqual([...accepted].sort((a, b) => a - b));
  });
});

describe("a commit", () => {
  it("is accepted once for an epoch, and only the winner's welcomes are released", async () => {
    const conversation = await three();
    const dana = await makePerson(server.origin());
    const commits = [ana, ben, chloe].map((by) => ({ by, commit: makeCommit(by, { epoch: 1, add: [dana] }) }));
    const results = await Promise.allSettled(commits.map(({ by, commit }) => sendCommit(by, conversation, commit)));
    const winners = commits.filter((_, i) => results[i]?.status === "fulfilled");
    expect(winners).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toEqual(failing("epoch-conflict"));
    }
    const welcomes = (await mailOf(dana)).filter((item) => item.kind === "welcome");
    expect(welcomes.map((item) => item.bytes)).toEqual([winners[0]?.commit.welcomes[0]?.welcome]);
    expect(await ana.call("getConversation", { params: { conversation } })).toMatchObject({ epoch: 2 });
  });

  it("sent again, its answer lost, answers the same", async () => {
    const conversation = await three();
    const commit = makeCommit(ana, { epoch: 1 });
    const first = await sendCommit(ana, conversation, commit);
    expect(first.epoch).toBe(2);
    await sendMessage(ana, conversation, makeMessage(ana, 2));
    expect(await sendCommit(ana, conversation, commit)).toEqual(first);
  });

  it("that removes somebody tells them so, and nothing after it reaches them", async () => {
    const conversation = await three();
    const commit = makeCommit(ana, { epoch: 1, remove: [ben] });
    await sendCommit(ana, conversation, commit);
    await sendMessage(ana, conversation, makeMessage(ana, 2));
    const mail = await mailOf(ben);
    expect(mail.at(-1)).toMatchObject({ kind: "commit", bytes: commit.commit });
    await expect(sendMessage(ben, conversation, makeMessage(ben, 2))).rejects.toEqual(failing("not-a-member"));
    await expect(ben.call("getConversation", { params: { conversation } })).rejects.toEqual(failing("not-a-member"));
  });

  it("that removes somebody closes the copies they held here, in the same transaction", async () => {
    const conversation = await three();
    const attachment = newId();
    const conv_id = Buffer.from(conversation, "base64url");
    const core = { conv_id: new Uint8Array(conv_id), mls_epoch: 1 };
    const forBen = await makeCopy({ server, from: ana, to: ben, attachment, core });
    const forChloe = await makeCopy({ server, from: ana, to: chloe, attachment, core });
    const kept = await makeCopy({
      server,
      from: ana,
      to: ben,
      attachment: newId(),
      core,
      policy: { close_on_removal: false },
    });
    await addCopies(ana, attachment, [forBen, forChloe]);
    await addCopies(ana, toBase64url(kept.core.att_id), [kept]);
    await sendCommit(ana, conversation, makeCommit(ana, { epoch: 1, remove: [ben], closeCopies: true }));
    await expect(sendOpen(ben, await makeOpen({ server, by: ben, copy: forBen }))).rejects.toEqual(
      failing("not-a-member"),
    );
    expect((await sendOpen(ben, await makeOpen({ server, by: ben, copy: kept }))).share).toEqual(kept.hostShare);
    expect((await sendOpen(chloe, await makeOpen({ server, by: chloe, copy: forChloe }))).share).toEqual(
      forChloe.hostShare,
    );
    // And nobody can slip a copy that ought to be closed to somebody who was just removed.
    const late = await makeCopy({ server, from: ana, to: ben, attachment: newId(), core });
    await expect(addCopies(ana, toBase64url(late.core.att_id), [late])).rejects.toEqual(failing("not-a-member"));
  });

  it("is refused beyond the largest group, with strangers, and by those who are not in it", async () => {
    const conversation = await three();
    const [dana, emil] = await Promise.all([makePerson(server.origin()), makePerson(server.origin())]);
    const tooMany = makeCommit(ana, { epoch: 1, add: [dana, emil] });
    await expect(sendCommit(ana, conversation, tooMany)).rejects.toEqual(failing("too-large"));
    const large = { ...makeCommit(ana, { epoch: 1, add: [dana] }), commit: noise(350_000) };
    await expect(sendCommit(ana, conversation, large)).rejects.toEqual(failing("too-large"));
    const stranger = { ...dana, acct: new Uint8Array(32) };
    await expect(sendCommit(ana, conversation, makeCommit(ana, { epoch: 1, add: [stranger] }))).rejects.toEqual(
      failing("contact-unknown"),
    );
    await expect(sendCommit(dana, conversation, makeCommit(dana, { epoch: 1, add: [dana] }))).rejects.toEqual(
      failing("not-a-member"),
    );
    await expect(sendCommit(ana, conversation, makeCommit(ana, { epoch: 1, remove: [dana] }))).rejects.toEqual(
      failing("not-a-member"),
    );
    expect(await ana.call("getConversation", { params: { conversation } })).toMatchObject({ epoch: 1 });
  });
});

describe("a conversation", () => {
  it("made again by its maker is the same one, and nobody else can take its id", async () => {
    const conversation = await three();
    await ana.call("createConversation", { body: { conversation } });
    const dana = await makePerson(server.origin());
    await expect(dana.call("createConversation", { body: { conversation } })).rejects.toEqual(
      failing("already-exists"),
    );
  });
});
