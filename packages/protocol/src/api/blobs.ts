import * as v from "valibot";
import { CountJson, CountText, Id16, Id32, Nothing } from "./json.ts";
import { defineRoute } from "./route.ts";

const byAttachment = v.strictObject({ attachment: Id16 });

/** How a blob stands: which of its numbered chunks are still missing. */
export const BlobState = v.strictObject({
  attachment: Id16,
  sizeBytes: CountJson,
  chunkBytes: CountJson,
  complete: v.boolean(),
  missing: v.array(CountJson),
});
export type BlobState = v.InferOutput<typeof BlobState>;

/** Chunks are whole multiples of the 64 KiB encryption chunk, so that a download resumes at a boundary. */
export const blobChunkBytes = 1_048_576;

export const blobRoutes = {
  createBlob: defineRoute({
    method: "POST",
    path: "/v1/blobs",
    summary:
      "Announce the one opaque blob of an attachment; announcing it again with the same size answers how it stands.",
    auth: "device",
    params: Nothing,
    query: Nothing,
    body: v.strictObject({ attachment: Id16, sizeBytes: v.pipe(CountJson, v.minValue(1)), digest: Id32 }),
    answer: BlobState,
    maxBodyBytes: 1024,
  }),
  getBlob: defineRoute({
    method: "GET",
    path: "/v1/blobs/:attachment",
    summary: "How a blob stands.",
    auth: "device",
    params: byAttachment,
    query: Nothing,
    body: "none",
    answer: BlobState,
    maxBodyBytes: 0,
  }),
  putChunk: defineRoute({
    method: "PUT",
    path: "/v1/blobs/:attachment/chunks/:n",
    summary: "Store a numbered chunk; the same bytes again are accepted, other bytes are not.",
    auth: "device",
    params: v.strictObject({ attachment: Id16, n: CountText }),
    query: Nothing,
    body: "bytes",
    answer: v.strictObject({ missing: CountJson }),
    maxBodyBytes: blobChunkBytes,
  }),
  finishBlob: defineRoute({
    method: "POST",
    path: "/v1/blobs/:attachment/finish",
    summary: "Check the whole blob against its digest and make it durable; from then on it never changes.",
    auth: "device",
    params: byAttachment,
    query: Nothing,
    body: Nothing,
    answer: BlobState,
    maxBodyBytes: 1024,
  }),
  getChunk: defineRoute({
    method: "GET",
    path: "/v1/blobs/:attachment/chunks/:n",
    summary: "A numbered chunk, for the sender and for everyone who holds a live copy.",
    auth: "device",
    params: v.strictObject({ attachment: Id16, n: CountText }),
    query: Nothing,
    body: "none",
    answer: "bytes",
    maxBodyBytes: 0,
  }),
};
