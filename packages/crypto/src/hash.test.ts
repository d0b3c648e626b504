import { createHash } from "node:crypto";
import { concatBytes, toHex, utf8 } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { digest, sha256, sha512 } from "./hash.ts";
import { label } from "./label.ts";
import { nodeSha256, nodeSha512 } from "./node/hash.ts";

describe.each([
  { name: "in JavaScript", hash256: sha256, hash512: sha512 },
  { name: "by OpenSSL", hash256: nodeSha256, hash512: nodeSha512 },
])("hashing $name", ({ hash256, hash512 }) => {
  it("gives the digests of FIPS 180-4 for abc", () => {
    expect(toHex(hash256(utf8("abc")))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(toHex(hash512(utf8("abc")))).toBe(
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a" +
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    );
  });

  it("joins its parts", () => {
    expect(hash256(utf8("a"), utf8(""), utf8("bc"))).toEqual(hash256(utf8("abc")));
    expect(hash512(utf8("ab"), utf8("c"))).toEqual(hash512(utf8("abc")));
    expect(hash256()).toEqual(hash256(utf8("")));
  });
});

describe("labels and statement digests", () => {
  it("spell a label with its prefix, without the product's name", () => {
    expect(label("tile")).toEqual(utf8("marked-media/1/tile"));
  });

  it("hash the label, a zero byte and the body", () => {
    const expected = createHash("sha256").update("marked-media/1/core\0body").digest();
    expect(digest("core", utf8("body"))).toEqual(new Uint8Array(expected));
  });

  it("keep types apart even where the joined text is the same", () => {
    expect(digest("open", utf8("ed"))).not.toEqual(digest("opened", utf8("")));
    expect(digest("a", concatBytes(utf8("b"), Uint8Array.of(0)))).not.toEqual(digest("ab", Uint8Array.of(0)));
  });
});
