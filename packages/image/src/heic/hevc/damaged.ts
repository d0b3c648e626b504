import { WhosecopyError } from "@whosecopy/protocol";

/** The stream breaks a rule of ITU-T H.265 or ends too early. */
export function damaged(what: string): WhosecopyError {
  return new WhosecopyError("image-damaged", `HEVC: ${what}`);
}

/** The stream may be sound, but uses something that this decoder leaves out. */
export function unsupported(what: string): WhosecopyError {
  return new WhosecopyError("image-unsupported", `HEVC: ${what}`);
}
