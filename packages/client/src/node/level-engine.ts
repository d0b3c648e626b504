import { ClassicLevel } from "classic-level";
import { WhosecopyError } from "@whosecopy/protocol";
import { afterPrefix } from "../store/after-prefix.ts";
import type { RecordEngine } from "../store/record-engine.ts";

/**
 * Opens LevelDB in a folder. One process at a time holds it.
 *
 * @throws WhosecopyError "store-busy" when another process has it, "store-damaged", "storage-full"
 */
export async function openLevelEngine(folder: string): Promise<RecordEngine> {
  const level = new ClassicLevel<Uint8Array, Uint8Array>(folder, {
    keyEncoding: "view",
    valueEncoding: "view",
    // Sealed records don't compress.
    compression: false,
  });
  await naming(() => level.open());
  return {
    get: (key) => naming(() => level.get(key)),
    range: (prefix) =>
      naming(async () => {
        const after = afterPrefix(prefix);
        const bounds = after === null ? { gte: prefix } : { gte: prefix, lt: after };
        const found = await level.iterator(bounds).all();
        return found.map(([key, value]) => ({ key, value }));
      }),
    batch: (changes) =>
      naming(() =>
        level.batch(
          changes.map(({ key, value }) => (value === null ? { type: "del", key } : { type: "put", key, value })),
          { sync: true },
        ),
      ),
    close: () => naming(() => level.close()),
  };
}

async function naming<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw named(cause);
  }
}

function named(cause: unknown): WhosecopyError {
  const codes = new Set<unknown>();
  const words: string[] = [];
  // abstract-level wraps the engine's own error one level deep.
  for (let error = cause, depth = 0; error instanceof Error && depth < 4; error = error.cause, depth++) {
    if ("code" in error) codes.add(error.code);
    words.push(error.message);
  }
  const text = words.join(" ");
  if (codes.has("LEVEL_LOCKED")) return new WhosecopyError("store-busy", "another process has the store", { cause });
  if (text.includes("No space left")) return new WhosecopyError("storage-full", "the disk is full", { cause });
  return new WhosecopyError("store-damaged", "the store's engine failed", { cause });
}
