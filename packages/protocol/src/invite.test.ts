import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { Handle, type Invite, inviteCode, inviteLink, readInvite } from "./invite.ts";

const invite: Invite = { v: 1, host: "http://localhost:8787", acct: new Uint8Array(32).fill(7), handle: "ana" };

describe("an invite", () => {
  it("can be read as a link and as a bare code, with space around it", () => {
    expect(readInvite(inviteLink(invite))).toEqual(invite);
    expect(readInvite(` ${inviteCode(invite)}\n`)).toEqual(invite);
  });

  it("keeps who it names after the # of the link, where servers don't see it", () => {
    const url = new URL(inviteLink(invite));
    expect(url.pathname + url.search).toBe("/i");
    expect(url.hash.slice(1)).toBe(inviteCode(invite));
  });

  it("is refused as damaged whatever was pasted instead", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => readInvite(text)).toThrow(expect.objectContaining({ code: "invite-damaged" }));
      }),
    );
    expect(() => readInvite(inviteLink(invite).slice(0, -1))).toThrow(
      expect.objectContaining({ code: "invite-damaged" }),
    );
  });
});

describe("a handle", () => {
  it.each(["a", "ana", "ana.b-c_9", "0", "a".repeat(32)])("may be %s", (handle) => {
    expect(v.is(Handle, handle)).toBe(true);
  });

  it.each(["", "Ana", ".ana", "ana-", "a b", "añа", "a".repeat(33), "../x", "ana\n"])("may not be %j", (handle) => {
    expect(v.is(Handle, handle)).toBe(false);
  });
});
