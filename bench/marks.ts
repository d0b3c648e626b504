import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { nodePictureTools } from "@whosecopy/client/node";
import {
  asSecret,
  deriveCopyKey,
  digest,
  generateSigningKey,
  sealBundle,
  sealEnvelope,
  sha256,
  signStatement,
  systemRandom,
} from "@whosecopy/crypto";
import { nodeSignatures } from "@whosecopy/crypto/node";
import { cropPicture, decodePicture, encodeJpeg, type Picture, resizePicture } from "@whosecopy/image";
import {
  allTileSeeds,
  deriveEncodingKeys,
  type EncodingKeys,
  makeBundle,
  openMosaic,
  type PreparedMark,
  prepareMark,
  type SealedMosaic,
  sealMosaic,
  traceLeak,
} from "@whosecopy/marks";
import { twelveMegapixels } from "./photo.ts";
import { duration, fastest, printTable, type Row } from "./table.ts";

const tools = nodePictureTools();
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

interface Marked {
  readonly attId: Uint8Array;
  readonly attachmentSecret: Uint8Array;
  readonly mosaicKey: Uint8Array;
  readonly keys: EncodingKeys;
  readonly mark: PreparedMark;
  readonly sealed: SealedMosaic;
  readonly bundles: readonly Uint8Array[];
  readonly copyBytes: number;
}

const device = generateSigningKey(systemRandom);

/** Everything between the file and what is handed to the server for `people` recipients with one device each. */
async function markAndSeal(jpeg: Uint8Array, people: readonly Uint8Array[]): Promise<Marked> {
  const picture = await decodePicture(jpeg, { codecs: tools.codecs });
  const attId = systemRandom.bytes(16);
  const attachmentSecret = systemRandom.bytes(32);
  const mosaicKey = systemRandom.bytes(32);
  const keys = deriveEncodingKeys(attachmentSecret, attId);
  const mark = prepareMark({ picture, keys });
  const sealed = await sealMosaic({
    picture,
    pattern: mark.pattern,
    usable: mark.pattern.usable,
    attachmentSecret,
    attId,
    mosaicKey,
    primitives: tools.primitives,
  });
  const seeds = allTileSeeds(keys, mark.grid.count);
  const pairSecret = asSecret<"pair-secret">(systemRandom.bytes(32));
  const bundles: Uint8Array[] = [];
  let copyBytes = 0;
  for (const person of people) {
    const bundle = makeBundle({ keys, mosaicKey, word: mark.wordOf(person), seeds });
    const copyId = systemRandom.bytes(16);
    const senderShare = asSecret<"sender-share">(systemRandom.bytes(32));
    const hostShare = asSecret<"host-share">(systemRandom.bytes(32));
    const coreDigest = digest("core", copyId);
    const copyKey = deriveCopyKey({ copyId, senderShare, hostShare, coreDigest });
    const sealedBundle = sealBundle({ copyKey, coreDigest, bundle, aead: tools.primitives.aead });
    const envelope = sealEnvelope({ pairSecret, copyId, device: device.publicKey, coreDigest, senderShare });
    const statement = signStatement({
      type: "copy",
      value: { core: new Uint8Array(700), bundle_digest: sha256(sealedBundle) },
      secretKey: device.secretKey,
      signatures: nodeSignatures,
    });
    bundles.push(bundle);
    copyBytes += sealedBundle.length + envelope.length + statement.body.length + statement.signature.length + 32;
  }
  return { attId, attachmentSecret, mosaicKey, keys, mark, sealed, bundles, copyBytes };
}

async function sealingRows(jpeg: Uint8Array): Promise<Row[]> {
  const rows: Row[] = [{ what: "the photo", measured: `4032x3024, ${megabytes(jpeg.length)}` }];
  for (const [count, aim] of [
    [1, "under 1.5 s"],
    [10, "under 2 s"],
    [1000, "under 8 s"],
  ] as const) {
    const people = Array.from({ length: count }, () => systemRandom.bytes(32));
    let made: Marked | undefined;
    const ms = await fastest(3, async () => {
      made = await markAndSeal(jpeg, people);
    });
    const upload = (made?.sealed.blob.length ?? 0) + (made?.copyBytes ?? 0);
    rows.push({
      what: `mark and seal for ${count} (decode, mark, two variants, seal, copies)`,
      measured: `${duration(ms)}, upload ${megabytes(upload)}`,
      ...(aim === undefined ? {} : { aim }),
    });
  }
  return rows;
}

async function variantRows(picture: Picture): Promise<Row[]> {
  const one = await fastest(3, () => encodeJpeg({ picture, quality: 90 }));
  return [{ what: "a plain JPEG encoding of the same pixels, for comparison", measured: duration(one) }];
}

async function openingAndTracing(jpeg: Uint8Array): Promise<Row[]> {
  const people = Array.from({ length: 1000 }, () => systemRandom.bytes(32));
  const { attId, keys, mark, sealed, bundles } = await markAndSeal(jpeg, people);
  const bundle = bundles[417] ?? new Uint8Array();
  const openOnce = () =>
    openMosaic({ blob: sealed.blob, bundle, attId, mosaicRoot: sealed.mosaicRoot, primitives: tools.primitives });
  const open = await fastest(3, openOnce);
  const copy = await decodePicture(await openOnce(), { codecs: tools.codecs });
  const cropped = cropPicture(copy, { x: 500, y: 400, width: copy.width * 0.7, height: copy.height * 0.7 });
  const smaller = resizePicture(cropped, { width: 1280, height: Math.round((1280 * cropped.height) / cropped.width) });
  const leakJpeg = encodeJpeg({ picture: smaller, quality: 50 });
  let answer = "";
  let attempt = 0;
  const trace = await fastest(3, async () => {
    const result = await traceLeak({
      leak: await decodePicture(leakJpeg, { codecs: tools.codecs, tolerant: true }),
      encodings: [{ id: "a", reference: mark.reference, keys, persons: people }],
      registrar: tools.registrar,
      codecs: tools.codecs,
      nextAttempt: () => Promise.resolve(++attempt),
    });
    const first = result.verdict === "attributed" ? result.attributed[0] : undefined;
    answer = first?.person === 417 ? `right person, bound 1e${first.log10Bound.toFixed(0)}` : result.verdict;
  });
  return [
    {
      what: `open a copy (${mark.grid.count} tiles, ${megabytes(sealed.blob.length)})`,
      measured: duration(open),
      aim: "under 300 ms",
    },
    {
      what: "trace a leak (cropped to half, 1280 px wide, quality 50) among 1,000 people",
      measured: `${duration(trace)}; ${answer}`,
      aim: "under 5 s",
    },
    { what: "trace reference kept by the sender", measured: megabytes(mark.reference.length) },
    { what: "mark, PSNR over brightness before JPEG", measured: `${sealed.psnrDb.toFixed(1)} dB` },
  ];
}

/** The peak of memory of a process that does nothing else, for the photo and for one of twice its pixels. */
async function memoryRows(picture: Picture): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "whosecopy-memory-"));
  const rows: Row[] = [];
  try {
    const measure = async (...args: readonly string[]) => {
      const child = join(import.meta.dirname, "mark-memory.js");
      const { stdout } = await promisify(execFile)(process.execPath, [child, ...args]);
      return `${Number(stdout).toFixed(1)} bytes per pixel`;
    };
    for (const size of [picture, { width: 5952, height: 4032 }]) {
      const { width, height, rgb } = resizePicture(picture, size);
      const megapixels = Math.round((width * height) / 1e6);
      const [samples, jpeg] = [join(folder, "photo.rgb"), join(folder, "photo.jpg")];
      await writeFile(samples, rgb);
      await writeFile(jpeg, encodeJpeg({ picture: { width, height, rgb }, quality: 92 }));
      rows.push({
        what: `peak memory of marking and sealing ${megapixels} megapixels, above the decoded picture`,
        measured: await measure(samples, String(width), String(height)),
        aim: "under 6",
      });
      rows.push({ what: "the same with decoding the JPEG", measured: await measure(jpeg) });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return rows;
}

/** Marking, sealing, opening and tracing a photo of 12 megapixels, in Node on one core. */
export async function run(): Promise<void> {
  const jpeg = await twelveMegapixels();
  const picture = await decodePicture(jpeg, { codecs: tools.codecs });
  printTable("A photo of 12 megapixels", [
    ...(await sealingRows(jpeg)),
    ...(await variantRows(picture)),
    ...(await openingAndTracing(jpeg)),
    ...(await memoryRows(picture)),
  ]);
}
