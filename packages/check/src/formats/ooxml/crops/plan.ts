import type { XmlElement } from "../../../xml/walk-xml.ts";
import type { CleanContext } from "../../../format.ts";
import type { OfficePackage } from "../package.ts";
import { cropKey, cropped, type CropRequest } from "./crops.ts";

/** A picture that was made of what is shown of another. */
export interface MadeCrop {
  /** The new relationship. */
  readonly id: string;
  /** The new part, and its name as it is written. */
  readonly target: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The relationship that it stands in for. */
  readonly like: string;
  readonly part: string;
}

export interface CropPlan {
  readonly asked: CropRequest[];
  /** By `cropKey`. */
  readonly made: ReadonlyMap<string, MadeCrop>;
  /** Elements that point at a new picture instead of the whole one. */
  readonly replaced: Set<XmlElement>;
}

export function noCrops(): CropPlan {
  return { asked: [], made: new Map(), replaced: new Set() };
}

const most = 2_000;

/** Makes the pictures that a first walk asked for. */
export async function makeCrops(
  asked: readonly CropRequest[],
  pack: OfficePackage,
  context: Pick<CleanContext, "codecs" | "budget">,
): Promise<CropPlan> {
  const made = new Map<string, MadeCrop>();
  for (const request of asked.slice(0, most)) {
    const key = cropKey(request);
    const entry = pack.entries.get(request.target);
    if (made.has(key) || entry === undefined) continue;
    context.budget.part();
    const bytes = await cropped(await pack.content(request.target), request.crop, context);
    if (bytes === null) continue;
    const dot = entry.name.lastIndexOf(".");
    const name = freeName(`${entry.name.slice(0, dot)}part`, entry.name.slice(dot), pack, made);
    made.set(key, {
      id: `rIdPart${String(made.size + 1)}`,
      target: name.toLowerCase(),
      name,
      bytes,
      like: request.id,
      part: request.part,
    });
  }
  return { asked: [], made, replaced: new Set() };
}

function freeName(start: string, end: string, pack: OfficePackage, made: ReadonlyMap<string, MadeCrop>): string {
  const taken = new Set([...made.values()].map(({ target }) => target));
  for (let number = 1; ; number++) {
    const name = `${start}${String(number)}${end}`;
    if (!pack.entries.has(name.toLowerCase()) && !taken.has(name.toLowerCase())) return name;
  }
}
