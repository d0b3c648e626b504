import { WhosecopyError } from "@whosecopy/protocol";
import { damaged } from "./damaged.ts";
import { deblock } from "./deblock.ts";
import { readDecoderConfiguration } from "./decoder-configuration.ts";
import { type Frame, newFrame, type Plane } from "./frame.ts";
import { isSlice, lengthPrefixedNalUnits, nalType } from "./nal-unit.ts";
import { type PictureParameters, readPictureParameters } from "./picture-parameters.ts";
import { addSampleOffsets } from "./sample-offsets.ts";
import { readSequenceParameters, type SequenceParameters } from "./sequence-parameters.ts";
import { decodeSliceSegment, newProgress } from "./slice-data.ts";
import { readSliceSegment } from "./slice-header.ts";

/** A decoded still picture: samples as coded, before any change of colour. */
export interface HevcPicture {
  /** Size in luma samples, within the conformance window. */
  readonly width: number;
  readonly height: number;
  /** 8 to 12 bits a sample. */
  readonly bitDepth: number;
  /** chroma_format_idc: 0 monochrome, 1 is 4:2:0, 2 is 4:2:2, 3 is 4:4:4. */
  readonly chroma: 0 | 1 | 2 | 3;
  /** Planes without gaps between rows, 8 bits wide where that is enough; u and v are empty for monochrome. */
  readonly y: Uint8Array | Uint16Array;
  readonly u: Uint8Array | Uint16Array;
  readonly v: Uint8Array | Uint16Array;
  readonly fullRange: boolean;
  /** Code points of ITU-T H.273; 2 where the stream does not say. */
  readonly matrix: number;
  readonly primaries: number;
  readonly transfer: number;
}

/** What one picture takes at most when the caller sets no bound of its own. */
const defaultMaxPixels = 100_000_000;

/** All ids of sequence and picture parameter sets, twice. */
const maxParameterSets = 160;

/**
 * Decodes an intra-coded H.265 picture, which is what HEIC items hold.
 *
 * @param params.config the HEVCDecoderConfigurationRecord (the hvcC property)
 * @param params.data the length-prefixed NAL units of one picture; what follows the first picture is not looked at
 * @param params.maxPixels most coded luma samples, checked before memory is taken
 * @throws WhosecopyError image-damaged, image-unsupported (inter prediction, more than 12 bits, range extensions of the
 *   residual, screen content tools), image-too-large
 */
export function decodeHevcStill(params: { config: Uint8Array; data: Uint8Array; maxPixels?: number }): HevcPicture {
  const configuration = readDecoderConfiguration(params.config);
  const units = lengthPrefixedNalUnits(params.data, configuration.lengthSize);
  const sequences = new Map<number, SequenceParameters>();
  const pictures = new Map<number, PictureParameters>();
  let frame: Frame | undefined;
  const progress = newProgress();
  let setsRead = 0;
  for (const unit of [...configuration.units, ...units]) {
    if ((unit.type === nalType.sps || unit.type === nalType.pps) && ++setsRead > maxParameterSets) {
      throw damaged("too many parameter sets");
    }
    if (unit.type === nalType.sps) {
      const sps = readSequenceParameters(unit.payload);
      sequences.set(sps.id, sps);
    } else if (unit.type === nalType.pps) {
      const pps = readPictureParameters(unit.payload);
      pictures.set(pps.id, pps);
    }
    if (!isSlice(unit.type)) continue;
    const segment = readSliceSegment(unit, { sequences, pictures }, frame?.slices.at(-1));
    if (segment.first && frame) break;
    if (!frame) {
      const { width, height } = segment.sps;
      if (width * height > (params.maxPixels ?? defaultMaxPixels)) {
        throw new WhosecopyError("image-too-large", `HEVC: ${width}x${height}`);
      }
      frame = newFrame(segment.sps, segment.pps);
    }
    if (segment.sps !== frame.sps || segment.pps !== frame.pps) throw damaged("parameters change within the picture");
    decodeSliceSegment(frame, segment, progress);
    if (progress.done === frame.sliceOf.length) break;
  }
  if (!frame || progress.done < frame.sliceOf.length) throw damaged("a part of the picture is missing");
  deblock(frame);
  if (frame.sps.sao) addSampleOffsets(frame);
  return shownPicture(frame);
}

function shownPicture(frame: Frame): HevcPicture {
  const { sps, planes } = frame;
  const { window, bitDepth, chroma, colour } = sps;
  const empty = bitDepth === 8 ? new Uint8Array() : new Uint16Array();
  return {
    width: sps.width - window.left - window.right,
    height: sps.height - window.top - window.bottom,
    bitDepth,
    chroma,
    y: shownPlane(planes[0]!, sps),
    u: planes[1] ? shownPlane(planes[1], sps) : empty,
    v: planes[2] ? shownPlane(planes[2], sps) : empty,
    ...colour,
  };
}

/** Cuts a plane to the conformance window. */
function shownPlane(plane: Plane, sps: SequenceParameters): Uint8Array | Uint16Array {
  const { window } = sps;
  const left = window.left >> plane.shiftX;
  const top = window.top >> plane.shiftY;
  const width = plane.stride - left - (window.right >> plane.shiftX);
  const height = plane.height - top - (window.bottom >> plane.shiftY);
  const shown = sps.bitDepth === 8 ? new Uint8Array(width * height) : new Uint16Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (top + y) * plane.stride + left;
    shown.set(plane.samples.subarray(from, from + width), y * width);
  }
  return shown;
}
