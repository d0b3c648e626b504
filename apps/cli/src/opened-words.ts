import type { OpenedView } from "@whosecopy/client";
import { knownTimeText, timeText } from "./words.ts";

/** What the sender's side knows of opens of a copy before its leak was first seen (protocol 3.10, exculpation). */
export function openedLines(name: string, opened: OpenedView): readonly string[] {
  switch (opened.is) {
    case "before":
      return [
        `${name}'s device opened it on ${opened.precision === "exact" ? timeText(opened.atMs) : knownTimeText(opened.atMs)}.`,
      ];
    case "same-day":
      return [
        `${name}'s device opened it on ${knownTimeText(opened.atMs)}, the day on which the leak was first seen: which came first is not known.`,
      ];
    case "not-before":
      return [
        `No device of ${name} had signed an open of it before the leak was first seen: this copy had not been opened. Look at the sender's side.`,
        ...(opened.laterMs === null
          ? []
          : [`${name}'s device first opened it later, on ${knownTimeText(opened.laterMs)}.`]),
        ...(opened.claimed === 0 ? [] : ["The server speaks of opens, but shows no signature for them."]),
      ];
    case "host-only":
      return ["The server counted opens of it. No receipts were asked for, so nothing signed says when."];
    case "unknown":
      return ["Nothing is known here of when it was opened."];
  }
}
