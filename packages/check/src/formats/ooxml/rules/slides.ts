import { attributeOf, type XmlElement, type XmlVisitor } from "../../../xml/walk-xml.ts";
import { officeTells as tells } from "../../../office/office-tells.ts";
import { around, isOn } from "../../../office/visitors.ts";
import type { PartWalk } from "../part-walk.ts";
import { isAnimated } from "./common.ts";

const shapes: ReadonlySet<string> = new Set(["p:sp", "p:pic", "p:graphicFrame", "p:cxnSp", "p:grpSp"]);

/** PowerPoint: what lies beside slides or is hidden on them, and what the program stored for itself. */
export function slideRule(walk: PartWalk): XmlVisitor {
  const places = new Map<XmlElement, { x: number; y: number; id: string | undefined }>();
  return {
    open(element) {
      const { name } = element;
      if (name === "p:modifyVerifier") walk.say(tells.lock);
      else if (name === "p:smartTags") walk.drop(element, tells.tags);
      else if (name === "p:htmlPubPr" || name === "p:webPr") walk.drop(element, tells.path);
      else if (name === "p:cNvPr" && isOn(element, "hidden")) hiddenShape(element, walk);
      else if (name === "a:off" || name === "a:ext") place(element, walk, places);
      else if (name === "p:cNvPr") {
        const shape = element.parent?.parent;
        if (shape?.parent?.name === "p:spTree") places.set(shape, { x: 0, y: 0, id: attributeOf(element, "id") });
      }
    },
    close(element) {
      places.delete(element);
    },
  };
}

function hiddenShape(element: XmlElement, walk: PartWalk): void {
  const shape = around(element, (name) => shapes.has(name));
  if (shape === null) return;
  if (isAnimated(walk, attributeOf(element, "id"))) walk.say(tells.animatedShape);
  else walk.drop(shape, tells.hiddenShape);
}

/** Shapes directly on a slide that lie wholly beside it. */
function place(
  element: XmlElement,
  walk: PartWalk,
  places: Map<XmlElement, { x: number; y: number; id: string | undefined }>,
): void {
  const size = walk.facts.slideSize;
  const frame = element.parent;
  if (walk.type !== "slide" || size === null || (frame?.name !== "a:xfrm" && frame?.name !== "p:xfrm")) return;
  const shape = frame.name === "p:xfrm" ? frame.parent : frame.parent?.parent;
  if (shape === null || shape === undefined || !shapes.has(shape.name) || shape.parent?.parent?.name !== "p:cSld")
    return;
  const known = places.get(shape);
  if (known === undefined) return;
  const number = (name: string) => Number(attributeOf(element, name) ?? 0);
  if (element.name === "a:off") {
    known.x = number("x");
    known.y = number("y");
    return;
  }
  const rotated = Number(attributeOf(frame, "rot") ?? 0) % 10_800_000 !== 0;
  const [width, height] = [number("cx"), number("cy")];
  // Turned, it reaches at most as far as its diagonal.
  const reach = rotated ? Math.ceil((Math.hypot(width, height) - Math.min(width, height)) / 2) : 0;
  const beside =
    known.x + width + reach <= 0 ||
    known.y + height + reach <= 0 ||
    known.x - reach >= size.width ||
    known.y - reach >= size.height;
  if (!beside || isAnimated(walk, known.id)) return;
  walk.drop(shape, tells.beside);
}
