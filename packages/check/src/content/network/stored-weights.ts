import { WhosecopyError } from "@whosecopy/protocol";

/** Numbers of a network by name, as they are stored: sides with the last one fastest. */
export interface StoredWeights {
  /** @throws WhosecopyError "internal" when there is none of that name. */
  get(name: string): { readonly dims: readonly number[]; readonly data: Float32Array };
}

interface Entry {
  readonly name: string;
  readonly dtype: "float32" | "int32";
  readonly shape: readonly number[];
  readonly quantization?: { readonly dtype: "uint8"; readonly scale: number; readonly min: number };
}

/** Reads a TensorFlow.js weights manifest and its bytes; those in 8 bits become numbers again. */
export function storedWeights(manifest: Uint8Array, bytes: Uint8Array): StoredWeights {
  const groups = JSON.parse(new TextDecoder().decode(manifest)) as readonly { readonly weights: readonly Entry[] }[];
  const places = new Map<string, { readonly entry: Entry; readonly offset: number; readonly count: number }>();
  let offset = 0;
  for (const entry of groups.flatMap(({ weights }) => weights)) {
    const count = entry.shape.reduce((product, side) => product * side, 1);
    places.set(entry.name, { entry, offset, count });
    offset += count * (entry.quantization === undefined ? 4 : 1);
  }
  if (offset !== bytes.length) throw new WhosecopyError("internal", "the weights are not as long as their list says");
  return {
    get(name) {
      const place = places.get(name);
      if (place === undefined) throw new WhosecopyError("internal", "a weight is missing");
      const { entry, count } = place;
      const data = new Float32Array(count);
      if (entry.quantization === undefined) {
        const view = new DataView(bytes.buffer, bytes.byteOffset + place.offset, 4 * count);
        for (let i = 0; i < count; i++) data[i] = view.getFloat32(4 * i, true);
      } else {
        const { scale, min } = entry.quantization;
        for (let i = 0; i < count; i++) data[i] = bytes[place.offset + i]! * scale + min;
      }
      return { dims: entry.shape, data };
    },
  };
}
