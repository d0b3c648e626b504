import {
  openRecord,
  type PassphraseCost,
  type PassphraseWork,
  type Random,
  sealRecord,
  unwrapKeyWithPassphrase,
  wrapKeyWithPassphrase,
} from "@whosecopy/crypto";
import {
  concatBytes,
  decodeCanonical,
  encodeCanonical,
  equalBytes,
  parseAs,
  utf8,
  WhosecopyError,
} from "@whosecopy/protocol";
import * as v from "valibot";
import { bytes, bytes16, bytes32, text, whole } from "../store/fields.ts";

/** What tracing copies that were marked without a server takes. Whoever has it can make everybody's copy. */
const MarkRecord = v.strictObject({
  v: v.literal(1),
  attId: bytes16,
  /** AS (protocol 3.1). */
  attachmentSecret: bytes32,
  names: v.array(text),
  reference: bytes,
  /** Runs of scoring so far (a of protocol 3.10). */
  attempts: whole,
  createdAtMs: whole,
});
type MarkRecord = v.InferOutput<typeof MarkRecord>;

/** An opened record, and how to write it again. */
interface OpenedRecord {
  readonly record: MarkRecord;
  write(record: MarkRecord): Uint8Array;
}

const magic = utf8("whosecopy-record");
const plainForm = 1;
const sealedForm = 2;
/** Bytes of a wrapped key: version, cost, salt, nonce, key, tag. */
const wrappedLength = 23 + 24 + 32 + 16;
const headLength = magic.length + 1;

/** How a record is protected: with a passphrase, or by its file's mode alone. */
export type RecordProtection = PassphraseWork & {
  readonly passphrase?: string;
  /** What a guess costs, in a new record; default: a second or two. */
  readonly passphraseCost?: PassphraseCost;
};

/** Prepares a new record's protection. */
export async function newRecord(
  record: MarkRecord,
  protection: RecordProtection,
  random: Random,
): Promise<OpenedRecord> {
  const { passphrase, passphraseCost: cost, ...work } = protection;
  if (passphrase === undefined) return { record, write: writePlain };
  const key = random.bytes(32);
  const chosenCost = cost === undefined ? {} : { cost };
  const wrapped = await wrapKeyWithPassphrase({ key, passphrase, random, ...work, ...chosenCost });
  return { record, write: writeSealed({ key, wrapped, random }) };
}

/**
 * Reads a record's bytes.
 *
 * @throws WhosecopyError "record-damaged", "passphrase-needed", "passphrase-wrong"
 */
export async function readRecord(
  file: Uint8Array,
  protection: RecordProtection,
  random: Random,
): Promise<OpenedRecord> {
  const form = file[magic.length];
  if (!equalBytes(file.subarray(0, magic.length), magic)) throw damaged();
  const rest = file.subarray(headLength);
  if (form === plainForm) return { record: parse(rest), write: writePlain };
  if (form !== sealedForm) throw damaged();
  const { passphrase, ...work } = protection;
  if (passphrase === undefined) throw new WhosecopyError("passphrase-needed", "the record is sealed");
  const wrapped = rest.slice(0, wrappedLength);
  const key = await unwrapKeyWithPassphrase({ wrapped, passphrase, ...work });
  const sealed = rest.subarray(wrappedLength);
  const plaintext = openRecord({ key, sealed, aad: wrapped, code: "record-damaged" });
  return { record: parse(plaintext), write: writeSealed({ key, wrapped, random }) };
}

function writePlain(record: MarkRecord): Uint8Array {
  return concatBytes(magic, Uint8Array.of(plainForm), encodeCanonical(record));
}

function writeSealed(params: { readonly key: Uint8Array; readonly wrapped: Uint8Array; readonly random: Random }) {
  const { key, wrapped, random } = params;
  return (record: MarkRecord) => {
    const sealed = sealRecord({ key, plaintext: encodeCanonical(record), aad: wrapped, random });
    return concatBytes(magic, Uint8Array.of(sealedForm), wrapped, sealed);
  };
}

function parse(body: Uint8Array): MarkRecord {
  try {
    return parseAs(MarkRecord, decodeCanonical(body), "record-damaged");
  } catch (cause) {
    throw new WhosecopyError("record-damaged", "the record can't be read", { cause });
  }
}

function damaged(): WhosecopyError {
  return new WhosecopyError("record-damaged", "not a record of marked copies");
}
