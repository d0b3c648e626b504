import { type BitReader, bitReader } from "./bit-reader.ts";
import { damaged, unsupported } from "./damaged.ts";
import { isRandomAccess, type NalUnit, nalType } from "./nal-unit.ts";
import type { PictureParameters } from "./picture-parameters.ts";
import { readRefPicSet } from "./ref-pic-set.ts";
import type { SequenceParameters } from "./sequence-parameters.ts";

/** What holds for a whole slice; its dependent segments share it. */
export interface Slice {
  readonly qp: number;
  readonly cbQpOffset: number;
  readonly crQpOffset: number;
  readonly saoLuma: boolean;
  readonly saoChroma: boolean;
  readonly deblocking: boolean;
  readonly betaOffset: number;
  readonly tcOffset: number;
  /** In-loop filters may reach over the left and upper boundary of this slice. */
  readonly filterAcross: boolean;
}

/** One slice segment: a NAL unit with coding tree units (ITU-T H.265 clause 7.3.6.1). */
export interface SliceSegment {
  readonly sps: SequenceParameters;
  readonly pps: PictureParameters;
  readonly first: boolean;
  readonly dependent: boolean;
  /** Raster address of the first coding tree block. */
  readonly address: number;
  readonly slice: Slice;
  /** The coded tree units, from the byte behind the header. */
  readonly data: Uint8Array;
}

/** Where parameter sets are looked up by id. */
export interface ParameterSets {
  readonly sequences: ReadonlyMap<number, SequenceParameters>;
  readonly pictures: ReadonlyMap<number, PictureParameters>;
}

const intraSlice = 2;

/** Reads the header of a slice segment; `previous` is the slice before, for a segment that depends on it. */
export function readSliceSegment(unit: NalUnit, sets: ParameterSets, previous: Slice | undefined): SliceSegment {
  const reader = bitReader(unit.payload);
  const first = reader.flag();
  if (isRandomAccess(unit.type)) reader.skip(1);
  const pps = sets.pictures.get(reader.ue(63));
  const sps = pps && sets.sequences.get(pps.sequenceId);
  if (!pps || !sps) throw damaged("a parameter set is missing");
  const ctbs = Math.ceil(sps.width / (1 << sps.ctbLog2)) * Math.ceil(sps.height / (1 << sps.ctbLog2));
  let dependent = false;
  let address = 0;
  if (!first) {
    dependent = pps.dependentSegments && reader.flag();
    address = reader.bits(bitsFor(ctbs));
    if (address >= ctbs) throw damaged("a slice lies outside the picture");
  }
  if (dependent && !previous) throw damaged("a slice segment depends on none");
  const slice = dependent ? previous! : readSlice(reader, unit.type, sps, pps);
  if (pps.tiles || pps.wavefront) {
    const entryPoints = reader.ue(ctbs);
    if (entryPoints > 0) reader.skip(entryPoints * (reader.ue(31) + 1));
  }
  if (pps.sliceHeaderExtension) reader.skip(8 * reader.ue(256));
  // byte_alignment( ): a one, then zeros up to the next byte.
  reader.skip(1);
  const data = unit.payload.subarray((reader.position() + 7) >> 3);
  return { sps, pps, first, dependent, address, slice, data };
}

function readSlice(reader: BitReader, unitType: number, sps: SequenceParameters, pps: PictureParameters): Slice {
  reader.skip(pps.extraSliceHeaderBits);
  if (reader.ue(2) !== intraSlice) throw unsupported("a picture predicted from others");
  if (pps.outputFlagPresent) reader.skip(1);
  if (unitType !== nalType.idr && unitType !== nalType.idrWithRadl) skipReferences(reader, sps);
  const saoLuma = sps.sao && reader.flag();
  const saoChroma = sps.sao && sps.chroma !== 0 && reader.flag();
  const qp = pps.initQp + reader.se(-101, 101);
  if (qp < -6 * (sps.bitDepth - 8) || qp > 51) throw damaged("the quantiser is out of range");
  const cbQpOffset = pps.cbQpOffset + (pps.sliceChromaQpOffsets ? reader.se(-12, 12) : 0);
  const crQpOffset = pps.crQpOffset + (pps.sliceChromaQpOffsets ? reader.se(-12, 12) : 0);
  let deblocking = !pps.deblockingDisabled;
  let { betaOffset, tcOffset } = pps;
  if (pps.deblockingOverride && reader.flag()) {
    deblocking = !reader.flag();
    if (deblocking) {
      betaOffset = reader.se(-6, 6) * 2;
      tcOffset = reader.se(-6, 6) * 2;
    }
  }
  const filterAcross =
    pps.filterAcrossSlices && (saoLuma || saoChroma || deblocking) ? reader.flag() : pps.filterAcrossSlices;
  return { qp, cbQpOffset, crQpOffset, saoLuma, saoChroma, deblocking, betaOffset, tcOffset, filterAcross };
}

/** Reads over what an intra slice of a picture that is no IDR says about other pictures. */
function skipReferences(reader: BitReader, sps: SequenceParameters): void {
  reader.skip(sps.pocBits);
  const sets = sps.refPicSets;
  if (!reader.flag()) readRefPicSet(reader, sets, true);
  else reader.skip(bitsFor(sets.length));
  if (sps.longTermPictures !== undefined) {
    const listed = sps.longTermPictures > 0 ? reader.ue(32) : 0;
    const own = reader.ue(32);
    for (let i = 0; i < listed + own; i++) {
      if (i < listed) reader.skip(bitsFor(sps.longTermPictures));
      else reader.skip(sps.pocBits + 1);
      if (reader.flag()) reader.ue(0xffffffff);
    }
  }
  if (sps.temporalMotion) reader.skip(1);
}

/** Ceil( Log2( count ) ), 0 for an empty list. */
function bitsFor(count: number): number {
  return count > 1 ? 32 - Math.clz32(count - 1) : 0;
}
