import type { BitReader } from "./bit-reader.ts";
import { bitReader } from "./bit-reader.ts";
import { damaged, unsupported } from "./damaged.ts";
import { skipProfileTierLevel } from "./profile-tier-level.ts";
import { readRefPicSet } from "./ref-pic-set.ts";
import { defaultScalingFactors, readScalingFactors, type ScalingFactors } from "./scaling-list.ts";
import { type ColourDescription, readVideoUsability, unknownColour } from "./video-usability.ts";

/** Blocks that are coded as plain samples. */
export interface PcmParameters {
  readonly lumaBits: number;
  readonly chromaBits: number;
  readonly minLog2: number;
  readonly maxLog2: number;
  readonly loopFilterDisabled: boolean;
}

/** A sequence parameter set (ITU-T H.265 clause 7.3.2.2), as far as an intra picture is decoded by it. */
export interface SequenceParameters {
  readonly id: number;
  /** chroma_format_idc: 0 monochrome, 1 is 4:2:0, 2 is 4:2:2, 3 is 4:4:4. */
  readonly chroma: 0 | 1 | 2 | 3;
  /** Coded size in luma samples, a multiple of the smallest coding block. */
  readonly width: number;
  readonly height: number;
  /** Luma samples cut off at each side. */
  readonly window: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly bitDepth: number;
  readonly pocBits: number;
  readonly minCbLog2: number;
  readonly ctbLog2: number;
  readonly minTbLog2: number;
  readonly maxTbLog2: number;
  readonly maxIntraDepth: number;
  readonly scalingFactors: ScalingFactors | undefined;
  readonly sao: boolean;
  readonly pcm: PcmParameters | undefined;
  readonly refPicSets: readonly (readonly number[])[];
  /** Number of long-term pictures that slices may name, or undefined when they may not. */
  readonly longTermPictures: number | undefined;
  readonly temporalMotion: boolean;
  readonly strongIntraSmoothing: boolean;
  readonly intraSmoothingDisabled: boolean;
  readonly colour: ColourDescription;
}

const maxSide = 65_535;
const max32 = 0xffffffff;
const maxBitDepth = 12;

export function readSequenceParameters(payload: Uint8Array): SequenceParameters {
  const reader = bitReader(payload);
  reader.skip(4);
  const maxSubLayersMinus1 = reader.bits(3);
  reader.skip(1);
  skipProfileTierLevel(reader, maxSubLayersMinus1);
  const id = reader.ue(15);
  const chroma = reader.ue(3) as 0 | 1 | 2 | 3;
  if (chroma === 3 && reader.flag()) throw unsupported("colour planes coded apart");
  const width = reader.ue(maxSide);
  const height = reader.ue(maxSide);
  const window = readWindow(reader, chroma);
  if (width <= window.left + window.right || height <= window.top + window.bottom) throw damaged("nothing is shown");
  const bitDepth = reader.ue(8) + 8;
  if (reader.ue(8) + 8 !== bitDepth && chroma !== 0) throw unsupported("luma and chroma of different depth");
  if (bitDepth > maxBitDepth) throw unsupported(`${bitDepth} bits`);
  const pocBits = reader.ue(12) + 4;
  for (let i = reader.flag() ? 0 : maxSubLayersMinus1; i <= maxSubLayersMinus1; i++) {
    for (let field = 0; field < 3; field++) reader.ue(max32);
  }
  const minCbLog2 = reader.ue(3) + 3;
  const ctbLog2 = minCbLog2 + reader.ue(3);
  const minTbLog2 = reader.ue(3) + 2;
  const maxTbLog2 = minTbLog2 + reader.ue(3);
  if (ctbLog2 < 4 || ctbLog2 > 6 || minTbLog2 >= minCbLog2 || maxTbLog2 > Math.min(ctbLog2, 5)) {
    throw damaged("block sizes contradict each other");
  }
  const minCbMask = (1 << minCbLog2) - 1;
  if ((width & minCbMask) !== 0 || (height & minCbMask) !== 0) throw damaged("the size is not a multiple of a block's");
  reader.ue(ctbLog2 - minTbLog2); // max_transform_hierarchy_depth_inter
  const maxIntraDepth = reader.ue(ctbLog2 - minTbLog2);
  const scalingFactors = reader.flag()
    ? reader.flag()
      ? readScalingFactors(reader)
      : defaultScalingFactors()
    : undefined;
  reader.skip(1); // amp_enabled_flag
  const sao = reader.flag();
  const pcm = reader.flag() ? readPcm(reader, { bitDepth, minCbLog2, ctbLog2 }) : undefined;
  const refPicSets: (readonly number[])[] = [];
  for (let count = reader.ue(64); count > 0; count--) refPicSets.push(readRefPicSet(reader, refPicSets, false));
  let longTermPictures: number | undefined;
  if (reader.flag()) {
    longTermPictures = reader.ue(32);
    reader.skip(longTermPictures * (pocBits + 1));
  }
  const temporalMotion = reader.flag();
  const strongIntraSmoothing = reader.flag();
  const colour = reader.flag() ? readVideoUsability(reader, maxSubLayersMinus1) : unknownColour;
  const intraSmoothingDisabled = reader.flag() && readExtensions(reader);
  return {
    id,
    chroma,
    width,
    height,
    window,
    bitDepth,
    pocBits,
    minCbLog2,
    ctbLog2,
    minTbLog2,
    maxTbLog2,
    maxIntraDepth,
    scalingFactors,
    sao,
    pcm,
    refPicSets,
    longTermPictures,
    temporalMotion,
    strongIntraSmoothing,
    intraSmoothingDisabled,
    colour,
  };
}

function readWindow(reader: BitReader, chroma: number): SequenceParameters["window"] {
  if (!reader.flag()) return { left: 0, right: 0, top: 0, bottom: 0 };
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
  const unitY = chroma === 1 ? 2 : 1;
  const left = reader.ue(maxSide) * unitX;
  const right = reader.ue(maxSide) * unitX;
  const top = reader.ue(maxSide) * unitY;
  const bottom = reader.ue(maxSide) * unitY;
  return { left, right, top, bottom };
}

function readPcm(reader: BitReader, limits: { bitDepth: number; minCbLog2: number; ctbLog2: number }): PcmParameters {
  const lumaBits = reader.bits(4) + 1;
  const chromaBits = reader.bits(4) + 1;
  const minLog2 = reader.ue(2) + 3;
  const maxLog2 = minLog2 + reader.ue(2);
  const loopFilterDisabled = reader.flag();
  if (Math.max(lumaBits, chromaBits) > limits.bitDepth) throw damaged("plain samples are too deep");
  if (minLog2 < limits.minCbLog2 || maxLog2 > Math.min(limits.ctbLog2, 5)) {
    throw damaged("blocks of plain samples are of a wrong size");
  }
  return { lumaBits, chromaBits, minLog2, maxLog2, loopFilterDisabled };
}

/**
 * Reads sps_range_extension (clause 7.3.2.2.2). Multilayer and 3D extensions speak of other layers than the first.
 * @returns intra_smoothing_disabled_flag
 */
function readExtensions(reader: BitReader): boolean {
  const range = reader.flag();
  reader.skip(2);
  const screenContent = reader.flag();
  reader.skip(4);
  if (screenContent) throw unsupported("screen content coding");
  if (!range) return false;
  const residual = reader.bits(5); // transform skip rotation and context, implicit and explicit RDPCM, precision
  const intraSmoothingDisabled = reader.flag();
  reader.skip(1); // high_precision_offsets_enabled_flag is about inter prediction
  const entropy = reader.bits(2); // persistent Rice adaptation, bypass alignment
  const explicitRdpcmOnly = 0b00010; // of inter blocks alone
  if ((residual & ~explicitRdpcmOnly) !== 0 || entropy !== 0) throw unsupported("range extensions of the residual");
  return intraSmoothingDisabled;
}
