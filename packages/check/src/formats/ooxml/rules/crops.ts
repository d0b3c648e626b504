import { attributeOf, type XmlElement, type XmlVisitor } from "../../../xml/walk-xml.ts";
import type { XmlAttribute, XmlEdits } from "../../../xml/xml-edits.ts";
import { officeTells as tells } from "../../../office/office-tells.ts";
import { type Crop, cropKey, restOf } from "../crops/crops.ts";
import type { PartWalk } from "../part-walk.ts";

const sides = { left: "l", top: "t", right: "r", bottom: "b" } as const;

interface Blip {
  readonly element: XmlElement;
  readonly embed: XmlAttribute | undefined;
  drawing: boolean;
}

/** Pictures of which only a part is shown: asks for that part, or points at it where it was made. */
export function cropRule(walk: PartWalk): XmlVisitor {
  const blips = new Map<XmlElement, Blip>();
  let last: Blip | null = null;
  return {
    open(element, edits) {
      const { name, parent } = element;
      if (name === "a:blip" && parent !== null) {
        last = { element, embed: element.attributes.find((each) => each.name === "r:embed"), drawing: false };
        blips.set(parent, last);
      } else if (name === "asvg:svgBlip" && last !== null) last.drawing = true;
      else if (name === "a:srcRect" && parent !== null) crop(element, blips.get(parent), edits);
      else if (
        name === "v:imagedata" &&
        ["cropleft", "croptop", "cropright", "cropbottom"].some((side) => isCut(element, side))
      )
        walk.say(tells.croppedStays);
    },
    close(element) {
      blips.delete(element);
    },
  };

  function crop(element: XmlElement, blip: Blip | undefined, edits: XmlEdits): void {
    const rect = cropOf(element);
    if (rect === null) return;
    const id = blip?.embed?.value;
    const target = id === undefined ? undefined : walk.relationships.get(id)?.target;
    // A drawing beside the picture holds all of it as well.
    if (blip?.embed === undefined || blip.drawing || id === undefined || target === undefined)
      return walk.say(tells.croppedStays);
    const made = walk.crops.made.get(cropKey({ part: walk.part, id, crop: rect }));
    if (made === undefined) {
      walk.crops.asked.push({ part: walk.part, id, target, crop: rect });
      return;
    }
    edits.setAttribute(blip.embed, made.id);
    walk.crops.replaced.add(blip.element);
    const rest = restOf(rect);
    if (Object.values(rest).every((side) => side === 0)) element.fate = "drop";
    for (const [side, short] of Object.entries(sides)) {
      const attribute = element.attributes.find(({ name }) => name === short);
      if (attribute !== undefined)
        edits.setAttribute(attribute, String(Math.round(100_000 * rest[side as keyof typeof sides])));
    }
  }
}

function isCut(element: XmlElement, side: string): boolean {
  return parseFloat(attributeOf(element, side) ?? "0") > 0;
}

/** In thousandths of a percent, or percent in strict documents. @returns null when nothing is cut off, or all. */
function cropOf(element: XmlElement): Crop | null {
  const of = (side: string): number => {
    const value = attributeOf(element, side) ?? "0";
    const number = parseFloat(value) / (value.endsWith("%") ? 100 : 100_000);
    return Number.isFinite(number) ? number : 0;
  };
  const crop = { left: of("l"), top: of("t"), right: of("r"), bottom: of("b") };
  if (Object.values(crop).every((side) => side <= 0)) return null;
  const hasRest =
    Math.max(0, crop.left) + Math.max(0, crop.right) < 1 && Math.max(0, crop.top) + Math.max(0, crop.bottom) < 1;
  return hasRest ? crop : null;
}
