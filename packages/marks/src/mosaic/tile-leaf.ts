/** One of the two places of a tile: which variant lies there is secret. */
export interface TileSlot {
  /** kc, 32 bytes. */
  readonly commitment: Uint8Array;
  /** ct, as long as the other's. */
  readonly sealed: Uint8Array;
}

/** A sealed tile of protocol 3.2. */
export interface TileLeaf {
  readonly t: number;
  readonly slots: readonly [TileSlot, TileSlot];
}

const fixedLength = 2 + 32 + 32 + 4;

/** Bytes of a leaf whose sealed variants have `sealedLength` bytes each. */
export function leafLength(sealedLength: number): number {
  return fixedLength + 2 * sealedLength;
}

/** Writes u16be t ‖ kc(t,0) ‖ kc(t,1) ‖ u32be n ‖ ct(t,0) ‖ ct(t,1), n the length of each ct; gives back where it ends. */
export function writeLeaf(target: Uint8Array, at: number, leaf: TileLeaf): number {
  const { t, slots } = leaf;
  const [first, second] = slots;
  const view = new DataView(target.buffer, target.byteOffset);
  view.setUint16(at, t);
  target.set(first.commitment, at + 2);
  target.set(second.commitment, at + 34);
  view.setUint32(at + 66, first.sealed.length);
  target.set(first.sealed, at + fixedLength);
  target.set(second.sealed, at + fixedLength + first.sealed.length);
  return at + leafLength(first.sealed.length);
}

/** Reads the leaf that starts at `at`, as views; null when the bytes end before it does. */
export function readLeaf(bytes: Uint8Array, at: number): { leaf: TileLeaf; end: number } | null {
  if (at + fixedLength > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const sealedLength = view.getUint32(at + 66);
  const end = at + leafLength(sealedLength);
  if (end > bytes.length) return null;
  const middle = at + fixedLength + sealedLength;
  return {
    leaf: {
      t: view.getUint16(at),
      slots: [
        { commitment: bytes.subarray(at + 2, at + 34), sealed: bytes.subarray(at + fixedLength, middle) },
        { commitment: bytes.subarray(at + 34, at + 66), sealed: bytes.subarray(middle, end) },
      ],
    },
    end,
  };
}
