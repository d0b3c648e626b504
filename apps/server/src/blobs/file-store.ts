import { mkdir, opendir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { equalBytes, fromBase64url, toBase64url, toHex, WhosecopyError } from "@whosecopy/protocol";
import { isOutOfSpace, syncFolder, writeDurably } from "../data-folder/durable-file.ts";
import type { BlobStore } from "./blob-store.ts";

const chunkFile = /^(\d{1,8})\.chunk$/;

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}

/**
 * Blobs as files: `<folder>/<first byte in hex>/<attachment>/<n>.chunk`.
 *
 * @param write how a file is written durably; passed in so that a full disk can be tried
 */
export function fileBlobStore(folder: string, write: typeof writeDurably = writeDurably): BlobStore {
  const shelf = (attachment: Uint8Array) => join(folder, toHex(attachment.subarray(0, 1)));
  const place = (attachment: Uint8Array) => join(shelf(attachment), toBase64url(attachment));

  async function makePlace(attachment: Uint8Array): Promise<void> {
    try {
      const made = await mkdir(place(attachment), { recursive: true, mode: 0o700 });
      if (made === undefined) return;
      await syncFolder(shelf(attachment));
      await syncFolder(folder);
    } catch (cause) {
      if (isOutOfSpace(cause)) throw new WhosecopyError("storage-full", "no room left on the disk", { cause });
      throw cause;
    }
  }

  return {
    async put(attachment, n, bytes) {
      const path = join(place(attachment), `${n}.chunk`);
      const there = await readIfThere(path);
      if (there !== null) {
        if (equalBytes(there, bytes)) return;
        throw new WhosecopyError("chunk-mismatch", "this chunk is there with other bytes");
      }
      await makePlace(attachment);
      await write(path, bytes);
    },
    get: (attachment, n) => readIfThere(join(place(attachment), `${n}.chunk`)),
    async chunks(attachment) {
      const numbers = (await names(place(attachment))).flatMap((name) => {
        const match = chunkFile.exec(name);
        return match === null ? [] : [Number(match[1])];
      });
      return numbers.sort((a, b) => a - b);
    },
    async remove(attachment) {
      // Out of the way first: a removal that is cut short leaves no blob with holes.
      const gone = `${place(attachment)}.gone`;
      await rename(place(attachment), gone).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT" && error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
      });
      await rm(gone, { recursive: true, force: true });
      await rm(place(attachment), { recursive: true, force: true });
    },
    async *attachments() {
      for (const name of await names(folder)) {
        const shelfFolder = await opendir(join(folder, name)).catch(() => null);
        if (shelfFolder === null) continue;
        for await (const entry of shelfFolder) {
          const attachment = fromBase64url(entry.name.replace(/\.gone$/, ""));
          if (attachment?.length === 16) yield attachment;
        }
      }
    },
  };
}
