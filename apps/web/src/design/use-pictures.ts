import { useEffect, useRef, useState } from "react";

/** A file as a person gave it. */
export interface GivenPicture {
  readonly bytes: Uint8Array;
  readonly name: string | null;
}

/** What was wrong with what was given; a picture, and how many more were left aside. */
export type Given =
  | { readonly kind: "picture"; readonly picture: GivenPicture; readonly others: number }
  | { readonly kind: "not-a-picture" };

const types: ReadonlySet<string> = new Set([
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/gif",
  "image/avif",
  "image/heic",
  "image/heif",
]);

/** What a file input may offer. */
export const pictureTypes: readonly string[] = [...types];

/** The first picture among files. What it really is, its content decides later. */
export async function readGiven(files: readonly File[]): Promise<Given | null> {
  if (files.length === 0) return null;
  const pictures = files.filter(({ type }) => types.has(type));
  const [first] = pictures;
  if (first === undefined) return { kind: "not-a-picture" };
  const bytes = new Uint8Array(await first.arrayBuffer());
  return {
    kind: "picture",
    picture: { bytes, name: first.name === "" ? null : first.name },
    others: pictures.length - 1,
  };
}

/**
 * Takes pictures that are dropped anywhere on the page or pasted anywhere but into a text.
 *
 * @returns whether something is being dragged over the page right now
 */
export function useDroppedPictures(onGiven: (given: Given) => void): boolean {
  const [isOver, setOver] = useState(false);
  const take = useRef(onGiven);
  useEffect(() => {
    take.current = onGiven;
  });
  useEffect(() => {
    let depth = 0;
    const receive = (files: readonly File[]) => {
      void readGiven(files).then((given) => {
        if (given !== null) take.current(given);
        return undefined;
      });
    };
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const leave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const over = (event: DragEvent) => {
      if (carriesFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      receive([...(event.dataTransfer?.files ?? [])]);
    };
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      receive(files);
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: over, drop, paste } as const;
    for (const [type, listener] of Object.entries(listeners)) window.addEventListener(type, listener as EventListener);
    return () => {
      for (const [type, listener] of Object.entries(listeners)) {
        window.removeEventListener(type, listener as EventListener);
      }
    };
  }, []);
  return isOver;
}
