import { randomUUID } from "node:crypto";
import { link, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Random } from "@whosecopy/crypto";
import { WhosecopyError } from "@whosecopy/protocol";
import { syncFolder } from "../data-folder/durable-file.ts";

const keyLength = 32;

async function readKey(path: string): Promise<Uint8Array | null> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (bytes === null) return null;
  if (bytes.length !== keyLength) throw new WhosecopyError("store-damaged", `the key file ${path} has another length`);
  return new Uint8Array(bytes);
}

/** Reads a 32-byte key, or makes it. Of several processes that make it at once, one wins and all use that one. */
export async function readOrMakeKey(path: string, random: Random): Promise<Uint8Array> {
  const there = await readKey(path);
  if (there !== null) return there;
  const fresh = `${path}.${randomUUID()}.new`;
  const file = await open(fresh, "w", 0o600);
  try {
    await file.writeFile(random.bytes(keyLength));
    await file.sync();
  } finally {
    await file.close();
  }
  // A link fails where a rename would replace the key that another process has just begun to use.
  await link(fresh, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(fresh, { force: true });
  await syncFolder(dirname(path));
  const made = await readKey(path);
  if (made === null) throw new WhosecopyError("store-damaged", `the key file ${path} is gone`);
  return made;
}

/** Overwrites a key, then deletes it. On an SSD the old bytes may stay somewhere: nothing is claimed about that. */
export async function destroyKey(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.write(new Uint8Array(keyLength), 0, keyLength, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await rm(path, { force: true });
  await syncFolder(dirname(path));
}
