import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodePicture, type Picture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { prepareZXingModule, writeBarcode } from "zxing-wasm/writer";
import { createRequire } from "node:module";
import { nodeAssets } from "../node/content/assets.ts";
import { openContentWorker } from "../node/content/content-worker.ts";
import { allDetectors } from "./all-detectors.ts";
import { lookAtPicture } from "./look-at-picture.ts";

const portrait = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "kodak", "kodim04.png");
const built = existsSync(new URL("../../dist/node/content/content-thread.js", import.meta.url));
const said = "https://example.org/secret";
const detectors = allDetectors(nodeAssets);

async function codePicture(): Promise<Picture> {
  const wasm = await readFile(createRequire(import.meta.url).resolve("zxing-wasm/writer/zxing_writer.wasm"));
  await prepareZXingModule({ overrides: { wasmBinary: wasm.slice().buffer }, fireImmediately: true });
  const { image } = await writeBarcode(said, { format: "QRCode", scale: 5 });
  return decodePicture(new Uint8Array(await image!.arrayBuffer()), { codecs: nodeCodecs });
}

beforeEach(() => {
  vi.stubGlobal("fetch", () => Promise.reject(new Error("the network is off")));
});
afterEach(() => vi.unstubAllGlobals());
const worker = openContentWorker();
afterAll(() => worker.close());

describe("looking at a picture, with the network off", () => {
  it("reads a QR code, says where it is, and keeps what it says to itself", async () => {
    const { sightings, failed } = await lookAtPicture({
      picture: await codePicture(),
      detectors: detectors.slice(0, 1),
    });
    expect(failed).toEqual([]);
    expect(sightings.map(({ kind, value }) => [kind, value?.reveal()])).toEqual([["qr-code", said]]);
    expect(JSON.stringify(sightings)).not.toContain("secret");
  });
  it("says which detector failed, and goes on with the others", async () => {
    const broken = { id: "faces", finds: "faces", detect: () => Promise.reject(new Error("broken")) } as const;
    const look = await lookAtPicture({ picture: await codePicture(), detectors: [broken, detectors[0]!] });
    expect(look).toMatchObject({ failed: ["faces"], looked: ["codes"], sightings: [{ kind: "qr-code" }] });
  });
  it.skipIf(!existsSync(portrait))("finds the face of a portrait (needs the Kodak pictures)", async () => {
    const picture = await decodePicture(await readFile(portrait), { codecs: nodeCodecs });
    const faces = detectors.filter(({ id }) => id === "faces");
    const { sightings } = await lookAtPicture({ picture, detectors: faces });
    expect(sightings).toMatchObject([{ kind: "face" }]);
  });
  it.skipIf(!built)(
    "works in a thread for one picture after another, and stops when asked (needs a build)",
    async () => {
      const picture = await codePicture();
      const progress: number[] = [];
      for (let i = 0; i < 2; i++) {
        const { sightings } = await worker.look(picture, { onProgress: (fraction) => progress.push(fraction) });
        expect(sightings.some(({ value }) => value?.reveal() === said)).toBe(true);
      }
      expect(progress.at(-1)).toBe(1);
      const stop = new AbortController();
      const stopped = worker.look(picture, { signal: stop.signal, onProgress: () => stop.abort() });
      await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
    },
  );
});
