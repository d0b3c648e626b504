import type { ByteSource } from "../source/byte-source.ts";

/** One entry as the central directory has it (APPNOTE 4.3.12), and what its local header says differently. */
export interface ZipEntry {
  readonly name: string;
  readonly nameBytes: Uint8Array;
  readonly flags: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  /** Bytes as they stand in the file. */
  readonly packed: number;
  /** Bytes when unpacked. */
  readonly size: number;
  /** DOS date in the high half, time in the low. */
  readonly time: number;
  /** Of the system that wrote it: 0 DOS, 3 Unix, 19 macOS. */
  readonly system: number;
  readonly attributes: number;
  readonly extra: Uint8Array;
  readonly localExtra: Uint8Array;
  readonly localTime: number;
  readonly comment: Uint8Array;
  readonly headerAt: number;
  readonly dataAt: number;
  /** True when the local header names another file, packing or length than the directory. */
  readonly contradicts: boolean;
}

/** What the directory says of an entry, before its own header was looked at. */
export type ListedEntry = Omit<ZipEntry, "localExtra" | "localTime" | "dataAt" | "contradicts">;

/** An archive; contents are not read. */
export interface ZipArchive {
  readonly file: ByteSource;
  /** In the order in which they lie in the file. */
  readonly entries: readonly ZipEntry[];
  readonly comment: Uint8Array;
  /** Bytes before the first entry, such as a program that unpacks it. */
  readonly before: number;
  /** Stretches between entries that belong to none. */
  readonly gaps: readonly { readonly offset: number; readonly length: number }[];
  /** Bytes after the end mark and its comment. */
  readonly after: number;
}

export const isEncrypted = (entry: ZipEntry): boolean => (entry.flags & 1) !== 0;
export const isFolder = (entry: ZipEntry): boolean => entry.name.endsWith("/");
