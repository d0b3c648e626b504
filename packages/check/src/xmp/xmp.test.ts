import { describe, expect, it } from "vitest";
import { createBudget } from "../budget.ts";
import type { InspectContext } from "../format.ts";
import { xmpPacket } from "../formats/jpeg/testing/write-jpeg.ts";
import type { Finding, Unseen } from "../report/finding.ts";
import { mutate, seeded } from "../testing/mutate.ts";
import { inspectXmp } from "./inspect-xmp.ts";

async function told(packet: string | Uint8Array) {
  const findings: Finding[] = [];
  const unseen: Unseen[] = [];
  const inner: string[] = [];
  const context: InspectContext = {
    budget: createBudget({ now: () => 0 }),
    codecs: undefined,
    depth: 0,
    report: (finding) => findings.push({ ...finding, where: [finding.where].flat() }),
    unseen: (where, sentence) => unseen.push({ where: [where].flat(), sentence }),
    ask: () => undefined,
    inner: (name) => {
      inner.push(name);
      return Promise.resolve();
    },
  };
  const bytes = typeof packet === "string" ? new TextEncoder().encode(packet) : packet;
  await inspectXmp(bytes, context, "XMP");
  return { findings, unseen, inner, kinds: [...new Set(findings.map(({ kind }) => kind))].sort() };
}

describe("XMP", () => {
  it.each([
    ['exif:GPSLatitude="48,51.494N" exif:GPSLongitude="2,17.67E"', "place"],
    ['aux:SerialNumber="1"', "device-serial"],
    ['xmp:CreatorTool="x"', "software"],
    ['xmp:CreateDate="2024"', "date"],
    ['xmpMM:DocumentID="x"', "unique-id"],
    ['mwg-rs:Name="x"', "face-names"],
    ['dc:creator="x"', "person-name"],
    ['dc:title="x"', "text"],
    ['dcterms:provenance="x" xmlns:dcterms="http://purl.org/dc/terms/"', "signature-or-origin"],
    ['new:thing="x" xmlns:new="http://example.org/"', "unknown-data"],
    ['dc:source="C:\\Users\\somebody\\a.psd"', "account-or-path"],
  ])("tells %s as attribute and as element", async (attribute, kind) => {
    expect((await told(xmpPacket(attribute))).kinds).toContain(kind);
    const [name, value] = /^([\w:-]+)="([^"]*)"/u.exec(attribute)!.slice(1) as [string, string];
    const others = attribute.slice(attribute.indexOf('"', name.length + 2) + 1);
    expect((await told(xmpPacket(others, `<${name}>${value}</${name}>`))).kinds).toContain(kind);
  });

  it("knows names by what their prefix stands for, not by the prefix", async () => {
    const { kinds } = await told(xmpPacket('q:SerialNumber="7" xmlns:q="http://ns.adobe.com/exif/1.0/aux/"'));
    expect(kinds).toEqual(["device-serial"]);
  });

  it("says how fine the place is written", async () => {
    const coarse = await told(xmpPacket('exif:GPSLatitude="48,51.4N" exif:GPSLongitude="2,17.6E"'));
    expect(coarse.findings[0]!.sentence).toBe("Taken at a place; the map point is within 200 m.");
  });

  it("hands on pictures and sound that are written into it", async () => {
    const data = btoa("\u00ff\u00d8\u00ff" + "x".repeat(40));
    const { inner, kinds } = await told(
      xmpPacket("", `<GDepth:Data>${data}</GDepth:Data><GImage:Data>${data}</GImage:Data>`),
    );
    expect(inner).toEqual(["depth map", "original picture"]);
    expect(kinds).toEqual(["depth-map", "second-picture"]);
  });

  it("reads UTF-16 in either order", async () => {
    const packet = xmpPacket('dc:creator="x"');
    for (const little of [true, false]) {
      const bytes = new Uint8Array(2 * packet.length);
      for (let i = 0; i < packet.length; i++) new DataView(bytes.buffer).setUint16(2 * i, packet.charCodeAt(i), little);
      expect((await told(bytes)).kinds).toEqual(["person-name"]);
    }
  });

  it("says what it can't read at all", async () => {
    const { unseen, kinds } = await told("no XML, only words");
    expect(kinds.length + unseen.length).toBeGreaterThan(0);
  });

  it("takes a long time over nothing that is damaged or nested", async () => {
    const random = seeded(19);
    const packet = new TextEncoder().encode(
      xmpPacket('dc:creator="x" xmp:CreateDate="2024"', "<dc:title>x</dc:title>"),
    );
    const started = performance.now();
    for (let i = 0; i < 500; i++) await told(mutate(packet, random));
    await told("<a>".repeat(200_000));
    await told(`<a b="${"&amp;".repeat(200_000)}"/>`);
    await told("<".repeat(200_000));
    await told(`<a ${'b="c" '.repeat(100_000)}/>`);
    await told("<a b=".repeat(100_000));
    await told("<!--".repeat(100_000));
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
