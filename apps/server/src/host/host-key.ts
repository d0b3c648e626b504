import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Random, type SigningKeyPair, signingPublicKey } from "@whosecopy/crypto";
import { readOrMakeKey } from "./key-file.ts";

/** The folder of everything that must not be in a backup of the database. */
export async function hostKeysFolder(dataFolder: string): Promise<string> {
  const folder = join(dataFolder, "host-keys");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** The key by which a share host signs releases and take-back receipts, and is named in policies. */
export async function hostKey(folder: string, random: Random): Promise<SigningKeyPair> {
  const secretKey = await readOrMakeKey(join(folder, "host.key"), random);
  return { secretKey, publicKey: signingPublicKey(secretKey) };
}
