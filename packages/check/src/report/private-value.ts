/**
 * What was found, for the person who asked and nobody else: it does not turn into text, JSON or a log line by accident.
 */
export class PrivateValue {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. May be long and hostile: show it as plain text only. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return "[not shown]";
  }

  toJSON(): undefined {
    return undefined;
  }
}
