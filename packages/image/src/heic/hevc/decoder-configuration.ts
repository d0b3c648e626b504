import { damaged } from "./damaged.ts";
import { type NalUnit, pushNalUnit } from "./nal-unit.ts";

/** What the HEVCDecoderConfigurationRecord says (ISO/IEC 14496-15 clause 8.3.3.1). */
export interface DecoderConfiguration {
  /** Bytes of the length in front of each NAL unit of the picture. */
  readonly lengthSize: number;
  /** Parameter sets, in the order written. */
  readonly units: readonly NalUnit[];
}

export function readDecoderConfiguration(bytes: Uint8Array): DecoderConfiguration {
  if (bytes.length < 23) throw damaged("the configuration is cut short");
  const units: NalUnit[] = [];
  let at = 23;
  for (let arrays = bytes[22]!; arrays > 0; arrays--) {
    if (at + 3 > bytes.length) throw damaged("the configuration is cut short");
    let count = (bytes[at + 1]! << 8) | bytes[at + 2]!;
    at += 3;
    for (; count > 0; count--) {
      if (at + 2 > bytes.length) throw damaged("the configuration is cut short");
      const length = (bytes[at]! << 8) | bytes[at + 1]!;
      at += 2;
      if (length > bytes.length - at) throw damaged("the configuration is cut short");
      pushNalUnit(units, bytes.subarray(at, at + length));
      at += length;
    }
  }
  return { lengthSize: (bytes[21]! & 3) + 1, units };
}
