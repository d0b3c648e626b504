import * as v from "valibot";
import { whole } from "../store/fields.ts";
import type { StoreReader } from "../store/client-store.ts";
import { table } from "../store/table.ts";

/** How far this device has come. Changed under the client's lock only, together with what it counts. */
const Progress = v.strictObject({
  /** Mail up to here is in the store. */
  cursor: whole,
  /** Newest send index given out; the server knows it too, which is how an older store is noticed. */
  sendIndex: whole,
  nextMessage: whole,
  nextAttachment: whole,
});
type Progress = v.InferOutput<typeof Progress>;

const progresses = table("progress", Progress);
const atFirst: Progress = { cursor: 0, sendIndex: 0, nextMessage: 1, nextAttachment: 1 };

export const progressRecord = {
  async get(reader: StoreReader): Promise<Progress> {
    return (await progresses.get(reader, "progress")) ?? atFirst;
  },
  put: (progress: Progress) => progresses.put("progress", progress),
};
