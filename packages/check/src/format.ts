import type { Codecs } from "@whosecopy/image";
import type { Budget } from "./budget.ts";
import type { Finding, KeepChoice } from "./report/finding.ts";
import type { ByteSource } from "./source/byte-source.ts";
import type { Piece } from "./source/pieces.ts";

/** What a format's inspection says and asks while it walks through a file. */
export interface InspectContext {
  readonly budget: Budget;
  /** For comparing a thumbnail with the picture; absent where pictures are not decoded. */
  readonly codecs: Codecs | undefined;
  /** How many containers this file lies in. */
  readonly depth: number;
  /** `where` is relative to this file: the part's name within the format. */
  report(finding: Omit<Finding, "where"> & { readonly where: readonly string[] | string }): void;
  /** Says that a part was not looked at. */
  unseen(where: readonly string[] | string, sentence: string): void;
  /** Asks the person about something that may be wanted. */
  ask(choice: KeepChoice): void;
  /** Inspects a file within this file by the same code; its findings get `name` before their place. Damage inside is said, not thrown. */
  inner(name: string, file: ByteSource): Promise<void>;
}

/** What a format's cleaning gets. */
export interface CleanContext {
  readonly budget: Budget;
  readonly codecs: Codecs | undefined;
  readonly depth: number;
  keeps(choice: KeepChoice): boolean;
  /**
   * A file within this file, cleaned by the same code.
   * @returns null when it can't be cleaned; the container then drops it where a reader can do without, or keeps it, and the inspection
   * afterwards says so.
   */
  inner(name: string, file: ByteSource): Promise<readonly Piece[] | null>;
}

/** One file format: how it is recognised, inspected and cleaned. */
export interface Format {
  /** For a person: "JPEG picture". */
  readonly name: string;
  /** @param head the first 4,096 bytes or fewer. */
  matches(head: Uint8Array, file: ByteSource): boolean | Promise<boolean>;
  /** @throws WhosecopyError "file-damaged", "check-limit", "cancelled". */
  inspect(file: ByteSource, context: InspectContext): Promise<void>;
  /**
   * Keeps by allow-list what a decoder needs. Absent where this format is not cleaned: `refusal` then says what to do.
   * @throws WhosecopyError "file-damaged", "check-limit", "cancelled", CleanRefused for a kind of this format that can't be.
   */
  readonly clean?: (file: ByteSource, context: CleanContext) => Promise<readonly Piece[]>;
  /** For a person; needed when there is no `clean`. */
  readonly refusal?: string;
}
