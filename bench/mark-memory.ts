import { nodePictureTools } from "@whosecopy/client/node";
import { systemRandom } from "@whosecopy/crypto";
import { decodePicture, type Picture } from "@whosecopy/image";
import { deriveEncodingKeys, prepareMark, sealMosaic } from "@whosecopy/marks";
import { readFile } from "node:fs/promises";

/*
 * Measures marking and sealing one picture in a process of its own, whose peak of memory is then that of this work. Prints the bytes
 * per pixel above the picture, which has three. Given a JPEG it is decoded here, too; given samples and their size it is not.
 */

const tools = nodePictureTools();

async function markOnce(picture: Picture): Promise<void> {
  const attId = systemRandom.bytes(16);
  const attachmentSecret = systemRandom.bytes(32);
  const { pattern } = prepareMark({ picture, keys: deriveEncodingKeys(attachmentSecret, attId) });
  const mosaicKey = systemRandom.bytes(32);
  const { primitives } = tools;
  await sealMosaic({ picture, pattern, usable: pattern.usable, attachmentSecret, attId, mosaicKey, primitives });
}

/** The most that this program ever had, in bytes. Not `maxRSS`, which a process inherits from the one that started it. */
async function peak(): Promise<number> {
  const status = await readFile("/proc/self/status", "utf8");
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}

const [file = "", width, height] = process.argv.slice(2);
const side = 512;
// Code is compiled and its own memory taken before anything is counted.
await markOnce({ width: side, height: side, rgb: systemRandom.bytes(3 * side * side) });
const before = await peak();
const bytes = new Uint8Array((await readFile(file)).buffer);
const picture =
  width === undefined
    ? await decodePicture(bytes, { codecs: tools.codecs })
    : { width: Number(width), height: Number(height), rgb: bytes };
await markOnce(picture);
process.stdout.write(String(((await peak()) - before) / (picture.width * picture.height) - 3));
