import type { ZipEntry } from "../../zip/archive.ts";

/** What systems put into archives by themselves: folder views, thumbnails, the Mac's extra file of each file. */
export function isJunk(name: string): boolean {
  return /(?:^|\/)(?:__MACOSX\/|\._[^/]+$|\.DS_Store$|Thumbs\.db$|ehthumbs\.db$|desktop\.ini$|\.directory$|\.Spotlight-V100\/|\.Trashes\/|\.fseventsd\/|\$RECYCLE\.BIN\/)/iu.test(
    name,
  );
}

/** Folders of version control, which hold every earlier state, and files that folders do not show. */
export function isHidden(name: string): boolean {
  return /(?:^|\/)\.[^./][^/]*/u.test(name) && !isJunk(name);
}

const home = /^(?:[A-Za-z]:)?[\\/]*(?:Users|home|Documents and Settings)[\\/][^\\/]+[\\/]+/u;
const root = /^(?:[A-Za-z]:)?[\\/]+/u;

/**
 * Names without the folders of a person's computer before them, in the order of the entries. Names that would become the same stay as
 * they are.
 */
export function tidyNames(entries: readonly ZipEntry[]): string[] {
  const shortened = entries.map(({ name }) => name.replace(home, "").replace(root, ""));
  const counts = new Map<string, number>();
  for (const name of shortened) counts.set(name, (counts.get(name) ?? 0) + 1);
  return entries.map(({ name }, i) => {
    const short = shortened[i]!;
    if (short === "") return name;
    return counts.get(short) === 1 ? short : name;
  });
}
