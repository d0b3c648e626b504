import type { Item, ItemBox } from "./items.ts";

/** Kinds of items that decoders show a picture from. */
export const pictureTypes: ReadonlySet<string> = new Set([
  "hvc1",
  "av01",
  "avc1",
  "vvc1",
  "lhv1",
  "grid",
  "iovl",
  "iden",
]);

/** The planes of transparency, by what `auxC` calls them. */
const alphaNames = /^urn:(?:mpeg:(?:hevc|avc|vvc):2015:auxid:1|mpeg:mpegB:cicp:systems:auxiliary:alpha)$/u;

/** What an auxiliary picture is for (ISO/IEC 23008-12, 6.5.8); undefined for what is none. */
export function auxiliaryKind({ properties }: Item): string | undefined {
  const body = properties.find(({ type }) => type === "auxC")?.body;
  return body === undefined ? undefined : new TextDecoder().decode(body.subarray(4, 300)).split("\0")[0];
}

/** The items that a picture is shown from: itself, what it is put together from, and its planes of transparency. */
export function itemsOf({ items, references }: ItemBox, primary: number): Set<number> {
  const kept = new Set<number>();
  const open = [primary];
  const take = (id: number) => {
    if (!kept.has(id) && items.has(id)) open.push(id);
  };
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (kept.has(id)) continue;
    kept.add(id);
    for (const { type, from, to } of references) {
      if (from === id && /^(?:dimg|base|exbl|pred)$/u.test(type)) for (const target of to) take(target);
      const item = items.get(from);
      if (type === "auxl" && to.includes(id) && item !== undefined && alphaNames.test(auxiliaryKind(item) ?? ""))
        take(from);
    }
  }
  return kept;
}

/** References between kept items that decoders follow. */
export const neededReferences: ReadonlySet<string> = new Set(["dimg", "auxl", "base", "exbl", "pred", "prem"]);

/** Properties that decoders read: configuration, size, turn, shape, colours, light, layers. */
export const neededProperties: ReadonlySet<string> = new Set(
  "hvcC|av1C|avcC|vvcC|lhvC|ispe|irot|imir|clap|pixi|colr|pasp|auxC|rloc|a1op|a1lx|lsel|clli|mdcv|cclv|amve|oinf|tols|iscl|ndwt|reve".split(
    "|",
  ),
);
