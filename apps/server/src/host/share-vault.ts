import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { asSecret, type HostShare, openRecord, type Random, sealRecord } from "@whosecopy/crypto";
import { WhosecopyError } from "@whosecopy/protocol";
import type { Clock } from "../clock.ts";
import { destroyKey, readOrMakeKey } from "./key-file.ts";

const weekMs = 7 * 24 * 3_600_000;

/** A host share as the database holds it: sealed under the key of a week. */
export interface SealedShare {
  readonly epoch: number;
  readonly sealed: Uint8Array;
}

/**
 * Seals host shares under a key of the week that lies outside the database and its backups (protocol 3.6): once a week's key
 * is destroyed, no backup that was made in it can release anything.
 */
export interface ShareVault {
  /** The number of the current week. */
  epoch(): number;
  seal(copy: Uint8Array, share: HostShare): Promise<SealedShare>;
  /** @throws WhosecopyError "store-damaged" when the key of that week is gone or the share was changed */
  open(copy: Uint8Array, stored: SealedShare): Promise<HostShare>;
  /** Destroys the keys of all weeks before this one. Every live share has been sealed again before. */
  destroyBefore(epoch: number): Promise<number>;
}

/** A vault with its keys in a folder. */
export function shareVault(params: {
  readonly folder: string;
  readonly clock: Clock;
  readonly random: Random;
}): ShareVault {
  const { folder, clock, random } = params;
  const keys = new Map<number, Promise<Uint8Array>>();
  const pathOf = (epoch: number) => join(folder, `epoch-${epoch}.key`);
  const epoch = () => Math.floor(clock.nowMs() / weekMs);
  const filed = async () =>
    (await readdir(folder)).flatMap((name) => {
      const match = /^epoch-(\d+)\.key$/.exec(name);
      return match === null ? [] : [Number(match[1])];
    });

  async function keyOf(week: number): Promise<Uint8Array> {
    const known = keys.get(week);
    if (known !== undefined) return known;
    // Only the current week's key is ever made; an older one that is missing was destroyed.
    if (week !== epoch() && !(await filed()).includes(week)) {
      throw new WhosecopyError("store-damaged", "the key of a host share's week is gone");
    }
    const key = readOrMakeKey(pathOf(week), random);
    keys.set(week, key);
    key.catch(() => keys.delete(week));
    return key;
  }

  return {
    epoch,
    async seal(copy, share) {
      const week = epoch();
      return { epoch: week, sealed: sealRecord({ key: await keyOf(week), plaintext: share, aad: copy, random }) };
    },
    async open(copy, stored) {
      const key = await keyOf(stored.epoch);
      return asSecret<"host-share">(openRecord({ key, sealed: stored.sealed, aad: copy }));
    },
    async destroyBefore(oldest) {
      const old = (await filed()).filter((week) => week < oldest);
      for (const week of old) {
        keys.delete(week);
        await destroyKey(pathOf(week));
      }
      return old.length;
    },
  };
}
