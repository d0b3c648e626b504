import { type BitReader, bitReader } from "./bit-reader.ts";
import { unsupported } from "./damaged.ts";
import { readScalingFactors, type ScalingFactors } from "./scaling-list.ts";

/** How the picture is cut into tiles: widths and heights in coding tree blocks but for the last, or evenly. */
export interface TileLayout {
  readonly columns: number;
  readonly rows: number;
  readonly widths: readonly number[] | undefined;
  readonly heights: readonly number[] | undefined;
}

/** A picture parameter set (ITU-T H.265 clause 7.3.2.3), as far as an intra picture is decoded by it. */
export interface PictureParameters {
  readonly id: number;
  readonly sequenceId: number;
  readonly dependentSegments: boolean;
  readonly outputFlagPresent: boolean;
  readonly extraSliceHeaderBits: number;
  readonly signDataHiding: boolean;
  readonly initQp: number;
  readonly transformSkip: boolean;
  readonly cuQpDelta: boolean;
  readonly cuQpDeltaDepth: number;
  readonly cbQpOffset: number;
  readonly crQpOffset: number;
  readonly sliceChromaQpOffsets: boolean;
  readonly transquantBypass: boolean;
  readonly tiles: TileLayout | undefined;
  readonly wavefront: boolean;
  readonly filterAcrossTiles: boolean;
  readonly filterAcrossSlices: boolean;
  readonly deblockingOverride: boolean;
  readonly deblockingDisabled: boolean;
  /** In steps of one (twice what is coded). */
  readonly betaOffset: number;
  readonly tcOffset: number;
  readonly scalingFactors: ScalingFactors | undefined;
  readonly sliceHeaderExtension: boolean;
}

const maxTileColumns = 20;
const maxTileRows = 22;
const maxCtbs = 8191;

export function readPictureParameters(payload: Uint8Array): PictureParameters {
  const reader = bitReader(payload);
  const id = reader.ue(63);
  const sequenceId = reader.ue(15);
  const dependentSegments = reader.flag();
  const outputFlagPresent = reader.flag();
  const extraSliceHeaderBits = reader.bits(3);
  const signDataHiding = reader.flag();
  reader.skip(1); // cabac_init_present_flag is about inter slices
  reader.ue(14);
  reader.ue(14);
  const initQp = 26 + reader.se(-50, 25);
  reader.skip(1); // constrained_intra_pred_flag: everything is intra
  const transformSkip = reader.flag();
  const cuQpDelta = reader.flag();
  const cuQpDeltaDepth = cuQpDelta ? reader.ue(3) : 0;
  const cbQpOffset = reader.se(-12, 12);
  const crQpOffset = reader.se(-12, 12);
  const sliceChromaQpOffsets = reader.flag();
  reader.skip(2); // weighted prediction
  const transquantBypass = reader.flag();
  const tilesEnabled = reader.flag();
  const wavefront = reader.flag();
  // No profile allows both, so that nothing tells whether it would be decoded right.
  if (tilesEnabled && wavefront) throw unsupported("tiles together with wavefronts");
  const tiles = tilesEnabled ? readTileLayout(reader) : undefined;
  const filterAcrossTiles = !tilesEnabled || reader.flag();
  const filterAcrossSlices = reader.flag();
  let deblockingOverride = false;
  let deblockingDisabled = false;
  let betaOffset = 0;
  let tcOffset = 0;
  if (reader.flag()) {
    deblockingOverride = reader.flag();
    deblockingDisabled = reader.flag();
    if (!deblockingDisabled) {
      betaOffset = reader.se(-6, 6) * 2;
      tcOffset = reader.se(-6, 6) * 2;
    }
  }
  const scalingFactors = reader.flag() ? readScalingFactors(reader) : undefined;
  reader.skip(1); // lists_modification_present_flag
  reader.ue(4); // log2_parallel_merge_level_minus2
  const sliceHeaderExtension = reader.flag();
  if (reader.flag()) readExtensions(reader, transformSkip);
  return {
    id,
    sequenceId,
    dependentSegments,
    outputFlagPresent,
    extraSliceHeaderBits,
    signDataHiding,
    initQp,
    transformSkip,
    cuQpDelta,
    cuQpDeltaDepth,
    cbQpOffset,
    crQpOffset,
    sliceChromaQpOffsets,
    transquantBypass,
    tiles,
    wavefront,
    filterAcrossTiles,
    filterAcrossSlices,
    deblockingOverride,
    deblockingDisabled,
    betaOffset,
    tcOffset,
    scalingFactors,
    sliceHeaderExtension,
  };
}

function readTileLayout(reader: BitReader): TileLayout {
  const columns = reader.ue(maxTileColumns - 1) + 1;
  const rows = reader.ue(maxTileRows - 1) + 1;
  if (reader.flag()) return { columns, rows, widths: undefined, heights: undefined };
  const widths = Array.from({ length: columns - 1 }, () => reader.ue(maxCtbs) + 1);
  const heights = Array.from({ length: rows - 1 }, () => reader.ue(maxCtbs) + 1);
  return { columns, rows, widths, heights };
}

/** Refuses pps_range_extension (clause 7.3.2.3.2) unless it changes nothing. */
function readExtensions(reader: BitReader, transformSkip: boolean): void {
  const range = reader.flag();
  reader.skip(2);
  const screenContent = reader.flag();
  reader.skip(4);
  if (screenContent) throw unsupported("screen content coding");
  if (!range) return;
  const largerTransformSkip = transformSkip && reader.ue(3) > 0;
  const crossComponent = reader.flag();
  const chromaQpOffsetLists = reader.flag();
  if (largerTransformSkip || crossComponent || chromaQpOffsetLists) throw unsupported("range extensions of a picture");
  if (reader.ue(8) + reader.ue(8) > 0) throw unsupported("scaled sample offsets");
}
