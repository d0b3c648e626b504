import { decodePicture } from "@whosecopy/image";
import { deriveEncodingKeys, type Placement, type Registrar, traceLeak, type TraceProgress } from "@whosecopy/marks";
import { WhosecopyError } from "@whosecopy/protocol";
import type { PictureTools } from "../picture/encode-picture.ts";
import { nameResult, type TraceView } from "../trace/trace-view.ts";
import { personOfName } from "./mark-for-names.ts";
import { readRecord, type RecordProtection } from "./mark-record.ts";

/**
 * Finds whose copy a leaked picture is, with the record that `markForNames` made.
 *
 * @param params.saveRecord gets the record with this run counted, and is awaited before any code word is looked at: if it
 * fails, nothing is traced. A run that is not counted would make the printed bound untrue (protocol 3.10).
 * @throws WhosecopyError "record-damaged", "passphrase-needed", "passphrase-wrong", "image-...", "cancelled"
 */
export async function traceWithRecord(
  tools: PictureTools & { readonly registrar: Registrar },
  params: RecordProtection & {
    readonly leak: Uint8Array;
    readonly record: Uint8Array;
    readonly saveRecord: (record: Uint8Array) => Promise<void>;
    /** Where the picture lies in the leak, set by hand. */
    readonly placement?: Placement | undefined;
    readonly onTrace?: (progress: TraceProgress) => void;
    readonly signal?: AbortSignal;
  },
): Promise<TraceView> {
  const { signal, onTrace, passphrase } = params;
  const cancel = signal === undefined ? {} : { signal };
  const protection = passphrase === undefined ? {} : { passphrase, ...cancel };
  const opened = await readRecord(params.record, protection, tools.random);
  const leak = await decodePicture(params.leak, { codecs: tools.codecs, tolerant: true, ...cancel });
  let { record } = opened;
  const result = await traceLeak({
    leak,
    encodings: [
      {
        id: "record",
        reference: record.reference,
        keys: deriveEncodingKeys(record.attachmentSecret, record.attId),
        persons: record.names.map(personOfName),
      },
    ],
    registrar: tools.registrar,
    codecs: tools.codecs,
    nextAttempt: async () => {
      record = { ...record, attempts: record.attempts + 1 };
      await params.saveRecord(opened.write(record));
      return record.attempts;
    },
    placement: params.placement,
    ...(onTrace === undefined ? {} : { onProgress: onTrace }),
    ...cancel,
  });
  return nameResult(result, {
    sentOf: () => null,
    nameOf: (_, person) => {
      const name = record.names[person];
      if (name === undefined) throw new WhosecopyError("internal", "an attribution to nobody");
      return name;
    },
    // Copies that were handed over without a server: nobody reported an open.
    openedOf: () => Promise.resolve({ is: "unknown" }),
    referenceOf: () => record.reference,
  });
}
