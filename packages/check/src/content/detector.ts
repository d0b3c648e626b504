import type { Picture } from "@whosecopy/image";
import type { Sighting } from "./sighting.ts";

/** What a detector is asked with. */
export interface DetectOptions {
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1, of this detector's work. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Looks for one kind of thing in a picture, on this device. What it needs is loaded with its first picture. */
export interface Detector {
  readonly id: DetectorId;
  /** What it looks for, as in "I looked for faces". */
  readonly finds: string;
  /**
   * @returns what it saw, boxes in pixels of the picture given. An empty list says nothing about the picture: detectors miss things.
   * @throws WhosecopyError "cancelled", "out-of-memory", or whatever loading its weights throws.
   */
  detect(picture: Picture, options?: DetectOptions): Promise<readonly Sighting[]>;
}

/** Each detector there is. */
export type DetectorId = "faces" | "text" | "codes" | "private";
