import type { BitReader } from "./bit-reader.ts";

/** How samples become colours, by the code points of ITU-T H.273; 2 where the stream does not say. */
export interface ColourDescription {
  readonly fullRange: boolean;
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
}

export const unknownColour: ColourDescription = { fullRange: false, primaries: 2, transfer: 2, matrix: 2 };

const max32 = 0xffffffff;

/** Reads vui_parameters (ITU-T H.265 clause E.2.1), of which a still picture needs the colours. */
export function readVideoUsability(reader: BitReader, maxSubLayersMinus1: number): ColourDescription {
  const extendedAspectRatio = 255;
  if (reader.flag() && reader.bits(8) === extendedAspectRatio) reader.skip(32);
  if (reader.flag()) reader.skip(1); // overscan
  const colour = reader.flag() ? readVideoSignalType(reader) : unknownColour;
  if (reader.flag()) skipGolomb(reader, 2); // where chroma samples lie
  reader.skip(3); // neutral_chroma_indication_flag, field_seq_flag, frame_field_info_present_flag
  if (reader.flag()) skipGolomb(reader, 4); // default display window
  if (reader.flag()) {
    reader.skip(64);
    if (reader.flag()) skipGolomb(reader, 1);
    if (reader.flag()) skipHrd(reader, maxSubLayersMinus1);
  }
  if (reader.flag()) {
    reader.skip(3);
    skipGolomb(reader, 5);
  }
  return colour;
}

function readVideoSignalType(reader: BitReader): ColourDescription {
  reader.skip(3);
  const fullRange = reader.flag();
  if (!reader.flag()) return { ...unknownColour, fullRange };
  const primaries = reader.bits(8);
  const transfer = reader.bits(8);
  const matrix = reader.bits(8);
  return { fullRange, primaries, transfer, matrix };
}

/** Reads over hrd_parameters( 1, maxNumSubLayersMinus1 ), clause E.2.2. */
function skipHrd(reader: BitReader, maxSubLayersMinus1: number): void {
  const nal = reader.flag();
  const vcl = reader.flag();
  let subPicture = false;
  if (nal || vcl) {
    subPicture = reader.flag();
    if (subPicture) reader.skip(19);
    reader.skip(8);
    if (subPicture) reader.skip(4);
    reader.skip(15);
  }
  for (let i = 0; i <= maxSubLayersMinus1; i++) {
    const fixedRate = reader.flag() || reader.flag();
    let lowDelay = false;
    if (fixedRate) skipGolomb(reader, 1);
    else lowDelay = reader.flag();
    const buffers = lowDelay ? 1 : reader.ue(31) + 1;
    for (let kind = Number(nal) + Number(vcl); kind > 0; kind--) {
      for (let buffer = 0; buffer < buffers; buffer++) {
        skipGolomb(reader, subPicture ? 4 : 2);
        reader.skip(1);
      }
    }
  }
}

function skipGolomb(reader: BitReader, count: number): void {
  for (let i = 0; i < count; i++) reader.ue(max32);
}
