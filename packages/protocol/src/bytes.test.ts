import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, equalBytes, fromBase64url, toBase64url, toHex, u16be, u32be, utf8 } from "./bytes.ts";

describe("base64url", () => {
  it("spells the RFC 4648 section 10 examples without padding", () => {
    const examples = { "": "", f: "Zg", fo: "Zm8", foo: "Zm9v", foob: "Zm9vYg", fooba: "Zm9vYmE", foobar: "Zm9vYmFy" };
    for (const [plain, spelled] of Object.entries(examples)) {
      expect(toBase64url(utf8(plain))).toBe(spelled);
      expect(fromBase64url(spelled)).toEqual(utf8(plain));
    }
  });

  it("gives every byte string back, also across the pieces of a long one", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) =>
        equalBytes(fromBase64url(toBase64url(bytes)) ?? utf8("no"), bytes),
      ),
    );
    const long = new Uint8Array(50_000).map((_, i) => (i * 7919) >> 3);
    expect(toBase64url(long)).toBe(Buffer.from(long).toString("base64url"));
    expect(fromBase64url(toBase64url(long))).toEqual(long);
  });

  it("reads only the one spelling of each byte string", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        const bytes = fromBase64url(text);
        return bytes === null || toBase64url(bytes) === text;
      }),
    );
    expect(fromBase64url("Zh")).toBeNull();
    expect(fromBase64url("Zg==")).toBeNull();
    expect(fromBase64url("A")).toBeNull();
    expect(fromBase64url("Zm9v\n")).toBeNull();
  });
});

describe("numbers and joins", () => {
  it("are big-endian and in order", () => {
    expect(toHex(concatBytes(u16be(0x0102), u32be(0xfffefdfc)))).toBe("0102fffefdfc");
  });

  it("compares length and content", () => {
    expect(equalBytes(utf8("a"), utf8("a"))).toBe(true);
    expect(equalBytes(utf8("a"), utf8("ab"))).toBe(false);
    expect(equalBytes(utf8("a"), utf8("b"))).toBe(false);
  });
});
