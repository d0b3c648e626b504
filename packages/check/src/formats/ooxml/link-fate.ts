import { type OfficeTell, officeTells as tells } from "../../office/office-tells.ts";
import type { Relationship } from "./package.ts";

/** What is said of something outside that a document points at, and so whether it stays: addresses that a person follows do. */
export function linkFate({ type, target }: Relationship): OfficeTell | null {
  if (type === "hyperlink")
    return /^(?:https?|mailto|ftps?|tel|sms|sip|xmpp|#)[:/]?/iu.test(target) ? tells.webLink : tells.fileLink;
  if (type === "attachedTemplate") return tells.template;
  if (/^mailMerge|^recipientData$/u.test(type)) return tells.mailMerge;
  if (type.startsWith("externalLink")) return tells.otherBook;
  return tells.fetched;
}
