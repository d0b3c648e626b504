import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cropPicture, decodePicture, encodeJpeg, resizePicture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { texturedJpeg } from "../packages/client/src/testing/textured-jpeg.ts";

const testdata = process.env["WHOSECOPY_TESTDATA"] ?? "";

/** A photograph, when the test pictures are on this machine; otherwise one that is drawn, as textured as a photograph. */
export async function photo(number: number): Promise<Uint8Array> {
  const path = join(testdata, "kodak", `kodim${String(number).padStart(2, "0")}.png`);
  if (!existsSync(path)) return texturedJpeg(768, 512, number);
  const picture = await decodePicture(new Uint8Array(readFileSync(path)), { codecs: nodeCodecs });
  return encodeJpeg({ picture, quality: 93 });
}

function imageMagick(): string | undefined {
  return ["convert", "magick"].find((program) => {
    try {
      return execFileSync(program, ["-version"], { stdio: ["ignore", "pipe", "ignore"] }).includes("ImageMagick");
    } catch {
      return false;
    }
  });
}

/**
 * What happens to a picture that gets around: about half of it is left, smaller and saved again at a poor quality. By ImageMagick where
 * it is installed, so that other people's code does it.
 */
export async function passAround(jpeg: Uint8Array): Promise<Uint8Array> {
  const { width, height, ...picture } = await decodePicture(jpeg, { codecs: nodeCodecs });
  const crop = {
    x: Math.round(width * 0.17),
    y: Math.round(height * 0.12),
    width: Math.round(width * 0.7),
    height: Math.round(height * 0.72),
  };
  const size = { width: Math.round(crop.width * 0.7), height: Math.round(crop.height * 0.7) };
  const program = imageMagick();
  if (program === undefined) {
    const smaller = resizePicture(cropPicture({ ...picture, width, height }, crop), size);
    return encodeJpeg({ picture: smaller, quality: 60 });
  }
  const folder = mkdtempSync(join(tmpdir(), "whosecopy-leak-"));
  try {
    const [from, to] = [join(folder, "copy.jpg"), join(folder, "leak.jpg")];
    writeFileSync(from, jpeg);
    const region = `${crop.width}x${crop.height}+${crop.x}+${crop.y}`;
    const edits = ["-crop", region, "+repage", "-resize", `${size.width}x${size.height}!`, "-quality", "60"];
    execFileSync(program, [from, ...edits, to]);
    return new Uint8Array(readFileSync(to));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
