import {
  encodeCanonical,
  equalBytes,
  parseAs,
  signedFromJson,
  SignedJson,
  signedToJson,
  type TakeBackReceipt,
} from "@whosecopy/protocol";
import { expect, it } from "vitest";
import { defaultLimits } from "../limits.ts";
import { chainStart, frameAfter, frameBytes, readFramesLeniently } from "./framing.ts";
import { decodeRecord, encodeRecord, type TakeBackRecord } from "./records.ts";

it("a take-back of as many copies as an attachment may have is read again by the client and from the journal", () => {
  const ids = Array.from({ length: defaultLimits.maxCopies }, () => new Uint8Array(16).fill(255));
  const digest = new Uint8Array(32);
  const longest = { releases: 0xffff_ffff, last_release_at: Number.MAX_SAFE_INTEGER };
  const value: TakeBackReceipt = {
    v: 1,
    request_digest: digest,
    at: Number.MAX_SAFE_INTEGER,
    leaf_digest: digest,
    copies: ids.map((id) => ({ copy_id: id, ...longest })),
  };
  const receipt = { body: encodeCanonical(value), signature: new Uint8Array(64) };
  expect(receipt.body.length).toBeGreaterThan(500_000);
  const read = signedFromJson(parseAs(SignedJson, signedToJson(receipt)));
  expect(equalBytes(read.body, receipt.body)).toBe(true);

  const record: TakeBackRecord = {
    v: 1,
    kind: "take-back",
    attachment: new Uint8Array(16),
    copies: ids,
    at: 1,
    statement: { body: new Uint8Array(65_536), signature: new Uint8Array(64) },
    receipt,
    salt: digest,
    event: digest,
  };
  const payload = encodeRecord(record);
  const again = decodeRecord(payload);
  expect(again.kind === "take-back" && equalBytes(again.receipt.body, receipt.body)).toBe(true);
  // A crash in the middle of writing it is no damage.
  const torn = frameBytes(frameAfter(chainStart("a"), payload)).subarray(0, -1);
  expect(readFramesLeniently("a", torn)).toEqual({ frames: [], damaged: false });
});
