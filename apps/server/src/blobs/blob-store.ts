/**
 * Where sealed blobs lie: numbered chunks per attachment. Files here; an object store maps chunks to the parts of an upload.
 * Nothing in it knows what a blob holds.
 */
export interface BlobStore {
  /**
   * Stores a chunk durably; the same bytes again change nothing.
   *
   * @throws WhosecopyError "chunk-mismatch" when there are other bytes, "storage-full" with nothing half written
   */
  put(attachment: Uint8Array, n: number, bytes: Uint8Array): Promise<void>;
  /** @returns null when the chunk is not there */
  get(attachment: Uint8Array, n: number): Promise<Uint8Array | null>;
  /** Numbers of the chunks that are there, ascending. */
  chunks(attachment: Uint8Array): Promise<number[]>;
  /** Removes all of a blob; nothing when it is not there. */
  remove(attachment: Uint8Array): Promise<void>;
  /** Every attachment that has chunks. */
  attachments(): AsyncIterable<Uint8Array>;
}
