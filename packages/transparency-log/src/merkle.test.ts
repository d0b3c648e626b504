import { concatBytes, toHex, utf8 } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import {
  consistencyProof,
  emptyTreeHead,
  eventLeaf,
  inclusionProof,
  leafHash,
  nodeHash,
  treeHead,
  treeHeadOfHashes,
  verifyConsistency,
  verifyInclusion,
} from "./index.ts";

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const flip = (hash: Uint8Array, at = 0) => hash.map((byte, i) => (i === at ? byte ^ 1 : byte));

// The eight entries and heads of the reference implementation's test (google/certificate-transparency, merkletree).
const entries = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
].map(bytes);
const heads = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

// MTH straight from RFC 6962 section 2.1, as slow and as plain as it stands there.
function specHead(hashes: readonly Uint8Array[]): Uint8Array {
  const [only] = hashes;
  if (only === undefined) return emptyTreeHead();
  if (hashes.length === 1) return only;
  let k = 1;
  while (k * 2 < hashes.length) k *= 2;
  return nodeHash(specHead(hashes.slice(0, k)), specHead(hashes.slice(k)));
}

const largest = 70;
const hashes = Array.from({ length: largest }, (_, i) => leafHash(utf8(`entry ${i}`)));
const at = (index: number) => hashes[index] ?? new Uint8Array(0);
const roots = Array.from({ length: largest + 1 }, (_, size) => treeHeadOfHashes(hashes.slice(0, size)));
const root = (size: number) => roots[size] ?? new Uint8Array(0);

function* entrySource(count: number): Generator<Uint8Array> {
  for (let i = 0; i < count; i++) yield utf8(`entry ${i}`);
}

async function webSha256(...parts: Uint8Array[]): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(concatBytes(...parts))));
}

describe("the tree head", () => {
  it("is that of the reference implementation for its eight entries", () => {
    expect(heads.map((_, i) => toHex(treeHead(entries.slice(0, i + 1))))).toEqual(heads);
  });

  it("of no entries is the hash of nothing", () => {
    expect(toHex(treeHead([]))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  it("is the RFC's recursion for every size up to 70", () => {
    for (let size = 0; size <= largest; size++) expect(root(size)).toEqual(specHead(hashes.slice(0, size)));
  });

  it("takes entries one at a time from any source", () => {
    expect(treeHead(entrySource(33))).toEqual(root(33));
  });
});

describe("an inclusion proof", () => {
  it("holds for every leaf of every size up to 70, and for no other place, size or leaf", () => {
    for (let size = 1; size <= largest; size++) {
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(hashes.slice(0, size), index);
        const claim = { leafHash: at(index), index, size, proof, root: root(size) };
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, index: (index + 1) % (size + 1) })).toBe(false);
        expect(verifyInclusion({ ...claim, leafHash: flip(at(index)) })).toBe(false);
        expect(verifyInclusion({ ...claim, root: flip(root(size)) })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...proof, at(0)] })).toBe(false);
        if (proof.length > 0) expect(verifyInclusion({ ...claim, proof: proof.slice(1) })).toBe(false);
        if (proof.length > 0) expect(verifyInclusion({ ...claim, proof: proof.slice(0, -1) })).toBe(false);
        proof.forEach((hash, i) => {
          const changed = proof.with(i, flip(hash, 31));
          expect(verifyInclusion({ ...claim, proof: changed })).toBe(false);
        });
      }
    }
  });

  it("has the path that the RFC draws for seven leaves", () => {
    const seven = hashes.slice(0, 7);
    const node = (from: number, to: number) => specHead(hashes.slice(from, to));
    expect(inclusionProof(seven, 0)).toEqual([at(1), node(2, 4), node(4, 7)]);
    expect(inclusionProof(seven, 3)).toEqual([at(2), node(0, 2), node(4, 7)]);
    expect(inclusionProof(seven, 4)).toEqual([at(5), at(6), node(0, 4)]);
    expect(inclusionProof(seven, 6)).toEqual([node(4, 6), node(0, 4)]);
  });

  it("is refused for indices and sizes that are no counts", () => {
    const claim = { leafHash: at(0), index: 0, size: 1, proof: [], root: root(1) };
    expect(verifyInclusion(claim)).toBe(true);
    for (const index of [-1, 0.5, Number.NaN, 1, 2 ** 53]) expect(verifyInclusion({ ...claim, index })).toBe(false);
    for (const size of [-1, 0, 0.5, Number.NaN, 2 ** 53]) expect(verifyInclusion({ ...claim, size })).toBe(false);
    expect(verifyInclusion({ ...claim, leafHash: new Uint8Array(31) })).toBe(false);
    expect(() => inclusionProof(hashes, largest)).toThrow(expect.objectContaining({ code: "not-found" }));
  });

  it("is checked beyond 32 bits", () => {
    // The last leaf of a tree of 2^40 + 1 leaves hangs directly under the head.
    const left = leafHash(utf8("2^40 leaves"));
    const claim = { leafHash: at(0), index: 2 ** 40, size: 2 ** 40 + 1, proof: [left], root: nodeHash(left, at(0)) };
    expect(verifyInclusion(claim)).toBe(true);
    expect(verifyInclusion({ ...claim, index: 0 })).toBe(false);
  });
});

describe("a consistency proof", () => {
  it("holds for every pair of sizes up to 70, and for no other history", () => {
    for (let newSize = 1; newSize <= largest; newSize++) {
      for (let oldSize = 1; oldSize <= newSize; oldSize++) {
        const proof = consistencyProof(hashes.slice(0, newSize), oldSize);
        const claim = { oldSize, oldRoot: root(oldSize), newSize, newRoot: root(newSize), proof };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, oldRoot: flip(root(oldSize)) })).toBe(false);
        expect(verifyConsistency({ ...claim, newRoot: flip(root(newSize)) })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [...proof, at(0)] })).toBe(false);
        if (proof.length > 0) expect(verifyConsistency({ ...claim, proof: proof.slice(0, -1) })).toBe(false);
        proof.forEach((hash, i) => {
          expect(verifyConsistency({ ...claim, proof: proof.with(i, flip(hash, 31)) })).toBe(false);
        });
      }
    }
  });

  it("has the path that the RFC draws for seven leaves", () => {
    const seven = hashes.slice(0, 7);
    const node = (from: number, to: number) => specHead(hashes.slice(from, to));
    expect(consistencyProof(seven, 3)).toEqual([at(2), at(3), node(0, 2), node(4, 7)]);
    expect(consistencyProof(seven, 4)).toEqual([node(4, 7)]);
    expect(consistencyProof(seven, 6)).toEqual([node(4, 6), at(6), node(0, 4)]);
    expect(consistencyProof(seven, 7)).toEqual([]);
  });

  it("does not exist for a tree that was rewritten or that shrank", () => {
    const rewritten = hashes.with(2, at(69));
    const proof = consistencyProof(rewritten, 5);
    const claim = { oldSize: 5, oldRoot: root(5), newSize: 70, newRoot: treeHeadOfHashes(rewritten), proof };
    expect(verifyConsistency(claim)).toBe(false);
    expect(
      verifyConsistency({
        oldSize: 7,
        oldRoot: root(7),
        newSize: 5,
        newRoot: root(5),
        proof: consistencyProof(hashes.slice(0, 7), 5),
      }),
    ).toBe(false);
  });

  it("is refused for sizes that are no counts, and is not made for them", () => {
    const claim = { oldSize: 1, oldRoot: root(1), newSize: 2, newRoot: root(2), proof: [at(1)] };
    expect(verifyConsistency(claim)).toBe(true);
    for (const size of [-1, 0, 0.5, Number.NaN, 2 ** 53]) {
      expect(verifyConsistency({ ...claim, oldSize: size })).toBe(false);
      expect(verifyConsistency({ ...claim, newSize: size })).toBe(false);
      expect(() => consistencyProof(hashes, size)).toThrow(expect.objectContaining({ code: "not-found" }));
    }
  });
});

describe("the leaf of an event", () => {
  const salt = new Uint8Array(32).fill(7);

  it("is the leaf hash of the salted, labelled hash", async () => {
    const event = utf8("an open");
    const inner = await webSha256(utf8("marked-media/1/event"), salt, event);
    expect(eventLeaf({ salt, event })).toEqual(await webSha256(Uint8Array.of(0), inner));
  });

  it("differs with the salt, and takes no salt of another length", () => {
    const event = utf8("an open");
    expect(eventLeaf({ salt: salt.with(0, 0), event })).not.toEqual(eventLeaf({ salt, event }));
    expect(() => eventLeaf({ salt: salt.slice(1), event })).toThrow("32 bytes");
  });
});
