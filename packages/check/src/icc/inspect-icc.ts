import type { InspectContext } from "../format.ts";
import { PrivateValue } from "../report/private-value.ts";
import { tells } from "../report/tells.ts";
import { isNeutralProfile } from "./neutral-profile.ts";
import { profileTexts, readProfile } from "./profile.ts";

/** Says that a colour profile is there; cleaning writes `neutralProfile` of it, or keeps it when that is chosen. */
export function inspectIcc(bytes: Uint8Array, context: InspectContext, where: string): void {
  if (isNeutralProfile(bytes)) {
    context.report({ ...tells.neutralProfile, where, cleanable: "stays" });
    return;
  }
  const profile = readProfile(bytes);
  if (profile === null) context.unseen(where, "Holds a colour profile that is damaged and could not be read.");
  const text = profile === null ? "" : profileTexts(profile);
  context.report({
    ...tells.profile,
    where,
    cleanable: "unless-kept",
    keep: "icc",
    ...(text === "" ? {} : { value: new PrivateValue(text) }),
  });
}
