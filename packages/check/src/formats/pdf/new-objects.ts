import { utf8 } from "@whosecopy/protocol";
import type { Piece } from "../../source/pieces.ts";
import type { PdfDict, PdfValue } from "./values.ts";
import { writeValue } from "./write-value.ts";

/** The objects of a file that is being written, numbered from 1. */
export interface NewObjects {
  /** A number for an object that is put there later. */
  take(): number;
  put(number: number, value: PdfValue): void;
  putStream(number: number, dict: PdfDict, raw: Piece): void;
  add(value: PdfValue): number;
  /** The whole file, with a plain list of its objects at the end (ISO 32000-2, 7.5.4). */
  write(root: number): readonly Piece[];
}

export function createObjects(): NewObjects {
  const values: (readonly Piece[] | undefined)[] = [undefined];
  const objects: NewObjects = {
    take: () => values.push(undefined) - 1,
    put(number, value) {
      values[number] = [{ bytes: utf8(writeValue(value)) }];
    },
    putStream(number, dict, raw) {
      const length = "bytes" in raw ? raw.bytes.length : raw.length;
      const head = writeValue(new Map([...dict, ["Length", length]]));
      values[number] = [{ bytes: utf8(`${head}\nstream\n`) }, raw, { bytes: utf8("\nendstream") }];
    },
    add(value) {
      const number = objects.take();
      objects.put(number, value);
      return number;
    },
    write(root) {
      // The comment of four high bytes tells programs that this is no text (7.5.2).
      const pieces: Piece[] = [{ bytes: utf8("%PDF-1.7\n%") }, { bytes: Uint8Array.of(0xe2, 0xe3, 0xcf, 0xd3, 10) }];
      let at = 15;
      const lines = ["0000000000 65535 f \n"];
      const push = (piece: Piece) => {
        pieces.push(piece);
        at += "bytes" in piece ? piece.bytes.length : piece.length;
      };
      for (const [number, value] of values.entries()) {
        if (number === 0) continue;
        lines.push(`${String(at).padStart(10, "0")} 00000 n \n`);
        push({ bytes: utf8(`${String(number)} 0 obj\n`) });
        for (const piece of value ?? [{ bytes: utf8("null") }]) push(piece);
        push({ bytes: utf8("\nendobj\n") });
      }
      const start = at;
      push({ bytes: utf8(`xref\n0 ${String(values.length)}\n${lines.join("")}`) });
      push({
        bytes: utf8(
          `trailer\n<</Size ${String(values.length)} /Root ${String(root)} 0 R>>\nstartxref\n${String(start)}\n%%EOF\n`,
        ),
      });
      return pieces;
    },
  };
  return objects;
}
