import { parseAs, routes, toBase64url } from "@whosecopy/protocol";
import * as v from "valibot";
import { bytes16, bytes32, signed, text, whole } from "../store/fields.ts";
import type { StoreReader } from "../store/client-store.ts";
import { table } from "../store/table.ts";
import type { CopyAnswer } from "./received.ts";

/**
 * [Note: one open, however often it is asked for] An open is stored with its key and its exact request before the host is asked,
 * and the same bytes are sent until they are answered: the host counts an open id once. The key is erased when the copy
 * has been handed over.
 */
const Opening = v.variant("stage", [
  v.strictObject({
    stage: v.literal("asking"),
    openId: bytes16,
    ephemeralSecret: bytes32,
    request: signed,
    receipt: v.nullable(signed),
    /** The host's answer about the copy, as JSON: what is opened with the share, whatever the host does to it meanwhile. */
    copy: text,
    startedAtMs: whole,
  }),
  /** Opened; the host has not been told yet. */
  v.strictObject({ stage: v.literal("confirming"), copyId: bytes16, confirm: signed }),
]);
export type Opening = v.InferOutput<typeof Opening>;
export type Asking = Extract<Opening, { stage: "asking" }>;

const openings = table("opening", Opening);

export const openingRecords = {
  get: (reader: StoreReader, copyId: Uint8Array) => openings.get(reader, toBase64url(copyId)),
  async list(reader: StoreReader): Promise<readonly Opening[]> {
    return (await openings.list(reader)).map(({ value }) => value);
  },
  put: (copyId: Uint8Array, opening: Opening) => openings.put(toBase64url(copyId), opening),
  remove: (copyId: Uint8Array) => openings.remove(toBase64url(copyId)),
};

export const packAnswer = (answer: CopyAnswer): string => JSON.stringify(answer);
export const unpackAnswer = (packed: string): CopyAnswer =>
  parseAs(routes.getCopy.answer, JSON.parse(packed), "store-damaged");
