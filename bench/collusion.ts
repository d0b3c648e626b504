import { prg, prgReader } from "@whosecopy/crypto";
import { decodePicture, encodeJpeg, type Picture, resizePicture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import {
  type Capacity,
  deriveEncodingKeys,
  makeBundle,
  openMosaic,
  prepareMark,
  type Registrar,
  sealMosaic,
  type TracedEncoding,
  traceLeak,
} from "@whosecopy/marks";
import { utf8 } from "@whosecopy/protocol";
import { type Copies, furtherMixes, mixes } from "./collusion-mixes.ts";
import { collusionPictures } from "./collusion-pictures.ts";

const colluders = [2, 3, 4, 5] as const;
const innocents = 1_000;
const threshold = 1e-6;

/** Everyone a word was made for: the first five mix, all others are innocent. */
const persons = Array.from({ length: 5 + innocents }, (_, i) => utf8(`person ${String(i)}`));

/** What happens to the mixed picture on its way. */
const journeys: Record<string, (picture: Picture) => Promise<Picture>> = {
  "JPEG 75": (picture) => recompressed(picture),
  "half of a side, JPEG 75": (picture) =>
    recompressed(
      resizePicture(picture, { width: Math.round(picture.width / 2), height: Math.round(picture.height / 2) }),
    ),
};

async function recompressed(picture: Picture): Promise<Picture> {
  return decodePicture(encodeJpeg({ picture, quality: 75 }), { codecs: nodeCodecs });
}

/** Nothing here moves a picture, so where it lies follows from the sizes alone. */
const inPlace: Registrar = {
  register({ reference, leak }) {
    const [x, y] = [leak.width / reference.width, leak.height / reference.height];
    const homography = Float64Array.of(x, 0, x / 2 - 0.5, 0, y, y / 2 - 0.5, 0, 0, 1);
    return Promise.resolve({ homography, mirrored: false, inliers: 100 });
  },
};

interface Sent {
  readonly encoding: TracedEncoding;
  /** What the app says before sending. */
  readonly capacity: Capacity;
  readonly copies: Omit<Copies, "random">;
}

/** The product's own steps, from a picture to five opened copies. */
async function send(picture: Picture, secret: number): Promise<Sent> {
  const bytes = prg(new Uint8Array(32).fill(secret), 80);
  const attachmentSecret = bytes.subarray(0, 32);
  const mosaicKey = bytes.subarray(32, 64);
  const attId = bytes.subarray(64);
  const keys = deriveEncodingKeys(attachmentSecret, attId);
  const mark = prepareMark({ picture, keys });
  const { pattern, grid } = mark;
  const sealed = await sealMosaic({ picture, pattern, usable: pattern.usable, attachmentSecret, attId, mosaicKey });
  const words = persons.slice(0, 5).map((person) => mark.wordOf(person));
  const pictures: Picture[] = [];
  for (const word of words) {
    const bundle = makeBundle({ keys, mosaicKey, word });
    const jpeg = await openMosaic({ blob: sealed.blob, bundle, attId, mosaicRoot: sealed.mosaicRoot });
    pictures.push(await decodePicture(jpeg, { codecs: nodeCodecs }));
  }
  return {
    encoding: { id: String(secret), reference: mark.reference, keys, persons },
    capacity: mark.capacityFor(persons.length, threshold),
    copies: { grid, pictures, words },
  };
}

/** Over all pictures of one size. */
interface Tally {
  leaks: number;
  oneNamed: number;
  allNamed: number;
}

const noTally = (): Tally => ({ leaks: 0, oneNamed: 0, allNamed: 0 });

const sizes = [
  { name: "768x512", from: 0 },
  { name: "2 to 4 megapixels", from: 1_900_000 },
  { name: "8 megapixels and more", from: 7_900_000 },
] as const;

interface Results {
  readonly tallies: Map<string, Tally>;
  innocentsNamed: number;
  leaks: number;
  /** Leaks by as many people as the app says that the picture withstands, or fewer. */
  readonly promised: Tally;
  seconds: number;
}

function tallyOf(results: Results, ...key: (string | number)[]): Tally {
  const name = key.join("|");
  const tally = results.tallies.get(name) ?? noTally();
  results.tallies.set(name, tally);
  return tally;
}

async function mixOne(params: { sent: Sent; size: string; results: Results }): Promise<string[]> {
  const { sent, size, results } = params;
  const missed: string[] = [];
  for (const count of colluders) {
    for (const [name, mix] of Object.entries({ ...mixes, ...furtherMixes })) {
      const { grid, pictures, words } = sent.copies;
      const source = prgReader(new Uint8Array(32).fill(count));
      const random = (limit: number): number => {
        const [a = 0, b = 0, c = 0] = source.take(3);
        return ((a << 16) | (b << 8) | c) % limit;
      };
      const mixed = mix({ grid, pictures: pictures.slice(0, count), words: words.slice(0, count), random });
      for (const [journey, travel] of Object.entries(journeys)) {
        const leak = await travel(mixed);
        const started = performance.now();
        const result = await traceLeak({
          leak,
          encodings: [sent.encoding],
          registrar: inPlace,
          codecs: nodeCodecs,
          nextAttempt: () => Promise.resolve(1),
          threshold,
        });
        results.seconds += (performance.now() - started) / 1000;
        const named = result.verdict === "attributed" ? result.attributed.map(({ person }) => person) : [];
        const guilty = named.filter((person) => person < count).length;
        results.innocentsNamed += named.length - guilty;
        results.leaks++;
        for (const tally of [
          tallyOf(results, size, name, count),
          ...(count <= sent.capacity.colluders ? [results.promised] : []),
        ]) {
          tally.leaks++;
          if (guilty > 0) tally.oneNamed++;
          if (guilty === count) tally.allNamed++;
        }
        if (guilty === 0) missed.push(`${String(count)} by ${name}, ${journey}`);
      }
    }
  }
  return missed;
}

function printResults(results: Results, samples: ReadonlyMap<string, number>): void {
  for (const { name: size } of sizes) {
    if (!samples.has(size)) continue;
    const lines = [
      ["mixed by", ...colluders.map((count) => `${String(count)} people`)],
      ["---", ...colluders.map(() => "---")],
      ...Object.keys({ ...mixes, ...furtherMixes }).map((mix) => [
        mix,
        ...colluders.map((count) => {
          const { leaks, oneNamed, allNamed } = tallyOf(results, size, mix, count);
          return `${String(oneNamed)} of ${String(leaks)} (all: ${String(allNamed)})`;
        }),
      ]),
    ];
    process.stdout.write(`\n## Mixed copies: ${size}, ${String(samples.get(size))} pictures\n\n`);
    for (const line of lines) process.stdout.write(`| ${line.join(" | ")} |\n`);
  }
  const { promised } = results;
  process.stdout.write(
    `\nOf ${String(promised.leaks)} leaks by as many people as the picture was said to withstand, or fewer, somebody was named in ${String(promised.oneNamed)}.\n`,
  );
  process.stdout.write(
    `\n${String(results.innocentsNamed)} innocent people named in ${String(results.leaks)} leaks with ${String(innocents)} innocent words each; ` +
      `${(results.seconds / Math.max(1, results.leaks)).toFixed(2)} s per trace.\n`,
  );
}

/** Copies of one picture mixed by two to five people: how often at least one of them is named at 1e-6, and nobody else. */
export async function run(): Promise<void> {
  const results: Results = { tallies: new Map(), innocentsNamed: 0, leaks: 0, promised: noTally(), seconds: 0 };
  const samples = new Map<string, number>();
  const plain: string[] = [];
  for (const [i, { name, load }] of (await collusionPictures()).entries()) {
    const picture = await load();
    const pixels = picture.width * picture.height;
    const sent = await send(picture, i + 1);
    const what = `${name}, ${String(picture.width)}x${String(picture.height)}, ${String(sent.capacity.usableTiles)} of ${String(sent.copies.grid.count)} tiles marked, withstands ${String(sent.capacity.colluders)}`;
    if (sent.capacity.colluders < 2 && sent.copies.grid.count >= 900) {
      // The app says so before sending; counting it as a picture of its size would be counting something else.
      plain.push(what);
      continue;
    }
    const size = sizes.findLast(({ from }) => pixels >= from)?.name ?? sizes[0].name;
    samples.set(size, (samples.get(size) ?? 0) + 1);
    const missed = await mixOne({ sent, size, results });
    process.stderr.write(
      `${what}: ${missed.length === 0 ? "somebody named every time" : `nobody named: ${missed.join("; ")}`}\n`,
    );
  }
  printResults(results, samples);
  if (plain.length > 0) process.stdout.write(`\nToo plain, as the app says before sending: ${plain.join("; ")}.\n`);
}
