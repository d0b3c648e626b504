import type { CleanContext } from "../../format.ts";
import { type ByteSource, readExactly } from "../../source/byte-source.ts";
import type { Piece } from "../../source/pieces.ts";
import { voidElement } from "./ebml.ts";
import { emptiedInfo, keptInfo, keptParts, keptTrack } from "./kept-elements.ts";
import { ids, type MatroskaLayout, matroskaLayout, type Sized } from "./layout.ts";

/**
 * Puts empty elements of the same size in the place of what goes, so that everything else stays where the file's own index says
 * it is. Frames keep their bytes.
 */
export async function cleanMatroska(file: ByteSource, context: CleanContext): Promise<readonly Piece[]> {
  const layout = await matroskaLayout(file, context.budget);
  const pieces: Piece[] = [{ from: file, offset: 0, length: layout.start }];
  for (const part of layout.parts) {
    const { id, start } = part;
    if (!keptParts.has(id)) pieces.push({ bytes: voidElement(sizeOf(part)) });
    else if (id === ids.cluster || id === ids.cues) pieces.push({ from: file, offset: start, length: sizeOf(part) });
    else {
      pieces.push({ from: file, offset: start, length: part.offset - start });
      pieces.push(...(await cleanPart(file, part, layout)));
    }
  }
  return pieces;
}

const sizeOf = ({ start, offset, length }: Sized): number => offset - start + length;

async function cleanPart(file: ByteSource, part: Sized, layout: MatroskaLayout): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (const child of await layout.children(part)) {
    const whole: Piece = { from: file, offset: child.start, length: sizeOf(child) };
    if (part.id === ids.seekHead) pieces.push((await leadsToKept(file, child, layout)) ? whole : emptied(child));
    else if (part.id === ids.info && emptiedInfo.has(child.id))
      pieces.push({ ...whole, length: child.offset - child.start }, { bytes: new Uint8Array(child.length) });
    else if (part.id === ids.info) pieces.push(keptInfo.has(child.id) ? whole : emptied(child));
    else if (child.id === ids.trackEntry) {
      pieces.push({ ...whole, length: child.offset - child.start });
      for (const inside of await layout.children(child))
        pieces.push(
          keptTrack.has(inside.id) ? { from: file, offset: inside.start, length: sizeOf(inside) } : emptied(inside),
        );
    } else pieces.push(emptied(child));
  }
  return pieces;
}

function emptied(element: Sized): Piece {
  return { bytes: voidElement(sizeOf(element)) };
}

/** An entry of the index that leads to what is gone would confuse players. */
async function leadsToKept(file: ByteSource, seek: Sized, layout: MatroskaLayout): Promise<boolean> {
  if (seek.id !== ids.seek) return false;
  for (const { id, offset, length } of await layout.children(seek)) {
    if (id !== ids.seekId) continue;
    const bytes = await readExactly(file, offset, length, 8);
    return keptParts.has(bytes.reduce((sum, byte) => sum * 256 + byte, 0));
  }
  return false;
}
