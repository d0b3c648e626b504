import * as v from "valibot";
import { fromBase64url, toBase64url } from "./bytes.ts";
import { decodeCanonical, encodeCanonical } from "./cbor.ts";
import { WhosecopyError } from "./errors.ts";
import { parseAs } from "./parse.ts";
import { Account, Origin } from "./statements/field.ts";

const handlePattern = /^[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?$/;

/** A person's name on one server: 1 to 32 of a-z, 0-9, dot, dash, underscore; letters or digits at both ends. */
export const Handle = v.pipe(v.string(), v.regex(handlePattern, "a handle"));

/**
 * What a person hands to another so that they can be found: it names the account by its first entry's digest, so the
 * server can't put another account in its place.
 */
export const Invite = v.strictObject({ v: v.literal(1), host: Origin, acct: Account, handle: Handle });
export type Invite = v.InferOutput<typeof Invite>;

/** `<origin>/i#<code>`; the part after # never reaches a server. */
export function inviteLink(invite: Invite): string {
  return `${invite.host}/i#${inviteCode(invite)}`;
}

/** The invite as a code to type or scan, without the link around it. */
export function inviteCode(invite: Invite): string {
  return toBase64url(encodeCanonical(invite));
}

/**
 * Reads an invite link or a bare code.
 *
 * @throws WhosecopyError "invite-damaged"
 */
export function readInvite(linkOrCode: string): Invite {
  const text = linkOrCode.trim();
  const code = text.slice(text.lastIndexOf("#") + 1);
  const bytes = code.length > 0 && code.length < 2000 ? fromBase64url(code) : null;
  if (bytes === null) throw new WhosecopyError("invite-damaged", "not an invite link or code");
  try {
    return parseAs(Invite, decodeCanonical(bytes), "invite-damaged");
  } catch (cause) {
    throw new WhosecopyError("invite-damaged", "the invite can't be read", { cause });
  }
}
