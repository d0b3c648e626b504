import { WhosecopyError } from "@whosecopy/protocol";

/** A file that can't be cleaned, with what to do instead. */
export class CleanRefused extends WhosecopyError {
  /** For the person: why, and what to do. Holds nothing from the file. */
  readonly sentence: string;

  constructor(sentence: string) {
    super("clean-refused", "this file can't be cleaned");
    this.sentence = sentence;
  }
}
