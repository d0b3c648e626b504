/** One change of one record; `value: null` removes it. */
export interface EngineChange {
  readonly key: Uint8Array;
  readonly value: Uint8Array | null;
}

/**
 * Where sealed records lie: LevelDB in Node, IndexedDB in a browser. It sees opaque 32-byte keys and sealed values only.
 */
export interface RecordEngine {
  get(key: Uint8Array): Promise<Uint8Array | undefined>;
  /** Values of all records whose key starts with these bytes, with their keys, in any order. */
  range(prefix: Uint8Array): Promise<readonly { readonly key: Uint8Array; readonly value: Uint8Array }[]>;
  /** All changes or none, and durably so before the promise resolves. */
  batch(changes: readonly EngineChange[]): Promise<void>;
  close(): Promise<void>;
}
