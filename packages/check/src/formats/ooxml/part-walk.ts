import type { OfficeTell } from "../../office/office-tells.ts";
import type { OfficeWalk } from "../../office/visitors.ts";
import type { XmlElement } from "../../xml/walk-xml.ts";
import type { DocumentFacts } from "./facts.ts";
import type { CropPlan } from "./crops/plan.ts";
import type { Relationship } from "./package.ts";

/** What rules for the text of a part know and may do. */
export interface PartWalk extends OfficeWalk {
  /** Its name, in lower case. */
  readonly part: string;
  /** The last word of the type of the relationship that leads to it. */
  readonly type: string;
  readonly text: string;
  readonly relationships: ReadonlyMap<string, Relationship>;
  readonly facts: DocumentFacts;
  readonly crops: CropPlan;
  /** Whether what a relationship leads to goes. */
  goes(relationship: Relationship): boolean;
  /** Drops an element; the text in it becomes part of what is said. A choice that keeps it is heeded. */
  drop(element: XmlElement, tell: OfficeTell | null, value?: string): void;
}
