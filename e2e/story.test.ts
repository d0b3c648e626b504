import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodePicture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addContacts, newestCopy, peopleOn, type Person } from "./people.ts";
import { passAround, photo } from "./pictures.ts";
import { jsonOf, textAt } from "./processes.ts";
import { freshFolder, type ServerProcess, startServerProcess } from "./server-process.ts";

// One story, told in order: each test goes on where the one before has stopped.
describe("Ana's photo, from sending it to taking it back", () => {
  const folder = freshFolder();
  const at = (name: string) => join(folder, name);
  let server: ServerProcess;
  let ana: Person;
  let ben: Person;
  let chloe: Person;
  let sent: string;

  beforeAll(async () => {
    writeFileSync(at("summer.jpg"), await photo(5));
    writeFileSync(at("other.jpg"), await photo(9));
    server = await startServerProcess();
    const people = await peopleOn(server.origin, folder, ["ana", "ben", "chloe"]);
    [ana, ben, chloe] = people as [Person, Person, Person];
    await addContacts(ana, [ben, chloe]);
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server.end();
  });

  it("is sent to two people in one upload, with three opens each for one week", async () => {
    const to = ["--to", "ben", "--to", "chloe", "--opens", "3", "--expires", "7d", "--receipts", "exact"];
    const result = await ana.does("send", at("summer.jpg"), ...to, "--caption", "At the lake");
    expect(result).toMatchObject({
      messages: [{ state: "sent" }, { state: "sent" }],
      capacity: { proves: "good" },
    });
    expect((result as { readonly markPsnrDb: number }).markPsnrDb).toBeGreaterThanOrEqual(45);
    sent = textAt(result, "id");
  });

  it("opens for both, who were told of the mark, the limits and the report before", async () => {
    const original = await decodePicture(new Uint8Array(readFileSync(at("summer.jpg"))), { codecs: nodeCodecs });
    for (const person of [ben, chloe]) {
      const id = await newestCopy(person);
      // Without a place for the picture it is not opened; what would be reported has been said by then.
      const refused = await person.run("open", id, "--json", "--quiet");
      expect(refused.exit).toBe(2);
      expect(refused.complaint).toMatch(/invisible mark[^]*ana is told/);
      const file = at(`opened by ${person.handle}.jpg`);
      const opened = await person.does("open", id, "-o", file);
      expect(opened).toMatchObject({ from: "ana", openNumber: 1, opensLeft: 2, mediaType: "image/jpeg" });
      const told = (opened as { readonly told: readonly string[] }).told.join("\n");
      expect(told).toMatch(/3 times/);
      expect(told).toMatch(/until/);
      expect(told).toMatch(/invisible mark/);
      expect(told).toMatch(/ana is told when you open it/);
      const { width, height } = await decodePicture(new Uint8Array(readFileSync(file)), { codecs: nodeCodecs });
      expect([width, height]).toEqual([original.width, original.height]);
    }
    expect(readFileSync(at("opened by ben.jpg")).equals(readFileSync(at("opened by chloe.jpg")))).toBe(false);
  });

  it("turns up cropped, smaller and saved again, and the trace names the copy given to Ben", async () => {
    const copy = new Uint8Array(readFileSync(at("opened by ben.jpg")));
    writeFileSync(at("leak.jpg"), await passAround(copy));
    const traced = await ana.run("trace", at("leak.jpg"), "--json");
    expect(traced.exit).toBe(0);
    const found = jsonOf(traced);
    expect(found).toMatchObject({ verdict: "attributed", recipient: "ben", attributed: ["ben"], sent });
    const { log10FalseAccusationBound: bound, matchedFraction } = found as Readonly<Record<string, number>>;
    expect(bound).toBeLessThanOrEqual(-9);
    expect(bound).toBeGreaterThanOrEqual(-12);
    expect(matchedFraction).toBeGreaterThan(0.4);
    expect(matchedFraction).toBeLessThan(0.65);
    // Nothing at all is said of the one who is not named.
    expect(traced.text).not.toContain("chloe");
  });

  it("is said in words that claim no more than the numbers do", async () => {
    const { text } = await ana.run("trace", at("leak.jpg"));
    expect(text).toContain("This picture matches the copy made for ben.");
    expect(text).toMatch(/at most once in [0-9,]+ times, counting all 2 people and the 2 searches made/);
    expect(text).toContain("not who passed it on");
    expect(text).not.toMatch(/ben leaked|innocent/i);
  });

  it("names Chloe for Chloe's copy, and nobody for the original or another picture", async () => {
    const hers = await ana.run("trace", at("opened by chloe.jpg"), "--json");
    const original = await ana.run("trace", at("summer.jpg"), "--json");
    const other = await ana.run("trace", at("other.jpg"), "--json");
    expect(jsonOf(hers)).toMatchObject({ verdict: "attributed", attributed: ["chloe"] });
    const nobody = { recipient: null, log10FalseAccusationBound: null, attributed: [] };
    expect(original.exit).toBe(3);
    expect(jsonOf(original)).toMatchObject({ verdict: "not-attributed", ...nobody });
    expect(other.exit).toBe(3);
    expect(jsonOf(other)).toMatchObject({ verdict: "not-this-picture", ...nobody });
    expect(original.text + other.text).not.toMatch(/ben|chloe/);
  });

  it("is taken back: the next open is refused with a clear sentence, and leaves no file", async () => {
    const taken = await ana.does("take-back", sent);
    const copies = [
      expect.objectContaining({ name: "ben", opens: 1 }),
      expect.objectContaining({ name: "chloe", opens: 1 }),
    ];
    expect((taken as { copies: unknown }).copies).toEqual(expect.arrayContaining(copies));
    const id = await newestCopy(chloe);
    const refused = await chloe.run("open", id, "-o", at("again.jpg"), "--json");
    expect(refused.exit).toBe(5);
    expect(jsonOf(refused)).toEqual({
      error: {
        code: "taken-back",
        exit: 5,
        message: "The sender took this back. It can't be opened any more.",
        retryable: false,
      },
    });
    const plain = await chloe.run("open", id, "-o", at("again.jpg"));
    expect([plain.exit, plain.text]).toEqual([5, ""]);
    expect(plain.complaint).toBe("whosecopy: The sender took this back. It can't be opened any more. [taken-back]\n");
    expect(() => statSync(at("again.jpg"))).toThrow("ENOENT");
  });

  it("shows Ana every open, each proven by the device that made it", async () => {
    const { copies } = (await ana.does("status", sent)) as { readonly copies: readonly Record<string, unknown>[] };
    for (const name of ["ben", "chloe"]) {
      expect(copies.find(({ to }) => to === name)).toMatchObject({
        state: "taken-back",
        opensUsed: 1,
        unproven: 0,
        opens: [{ n: 1, provenBy: "device", confirmed: "ok", atMs: expect.any(Number) }],
      });
    }
    const { text } = await ana.run("status", sent);
    expect(text).toMatch(/ben +taken back; opened once of 3\n +open 1 on .* UTC \(signed by their device\)/);
    expect(text).toMatch(/chloe +taken back; opened once of 3/);
  });
});
