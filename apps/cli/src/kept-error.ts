import { WhosecopyError } from "@whosecopy/protocol";

/** Something could not leave this machine now. Whoever asked for it has to know whether to ask again, or it would go out twice. */
export class KeptError extends WhosecopyError {
  /** True when it is stored and goes out by itself with the next command that reaches the server. */
  readonly kept: boolean;

  constructor(cause: WhosecopyError, kept: boolean) {
    super(cause.code, cause.message, { cause });
    this.name = "KeptError";
    this.kept = kept;
  }
}
