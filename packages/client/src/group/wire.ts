import { decodeMlsMessage, encodeMlsMessage, type MLSMessage } from "ts-mls";
import type { ErrorCode } from "@whosecopy/protocol";
import { refusal } from "./refusal.ts";

type Wireformat = MLSMessage["wireformat"];
type WireMessage<F extends Wireformat> = Extract<MLSMessage, { wireformat: F }>;

/** One MLSMessage of the expected kind, and nothing after it. */
export function decodeWire<F extends Wireformat>(
  bytes: Uint8Array,
  expected: { wireformat: F; maxBytes: number; code: ErrorCode },
): WireMessage<F> {
  if (bytes.length > expected.maxBytes) throw refusal(expected.code, `more than ${expected.maxBytes} bytes`);
  // A copy: the library's values look into the bytes that they came from.
  const decoded = decodeMlsMessage(bytes.slice(), 0);
  if (decoded === undefined || decoded[1] !== bytes.length) throw refusal(expected.code, "not one whole MLS message");
  const [message] = decoded;
  if (message.wireformat !== expected.wireformat) throw refusal(expected.code, `not an ${expected.wireformat}`);
  return message as WireMessage<F>;
}

export const encodeWire = encodeMlsMessage;
