/** Tags that a decoder needs (TIFF 6.0 and its supplements). */
export const keptTags: ReadonlySet<number> = new Set([
  0x00fe, // NewSubfileType
  0x0100, // ImageWidth
  0x0101, // ImageLength
  0x0102, // BitsPerSample
  0x0103, // Compression
  0x0106, // PhotometricInterpretation
  0x010a, // FillOrder
  0x0111, // StripOffsets
  0x0112, // Orientation
  0x0115, // SamplesPerPixel
  0x0116, // RowsPerStrip
  0x0117, // StripByteCounts
  0x0118, // MinSampleValue
  0x0119, // MaxSampleValue
  0x011a, // XResolution
  0x011b, // YResolution
  0x011c, // PlanarConfiguration
  0x0124, // T4Options
  0x0125, // T6Options
  0x0128, // ResolutionUnit
  0x013d, // Predictor
  0x013e, // WhitePoint
  0x013f, // PrimaryChromaticities
  0x0140, // ColorMap
  0x0142, // TileWidth
  0x0143, // TileLength
  0x0144, // TileOffsets
  0x0145, // TileByteCounts
  0x014c, // InkSet
  0x0152, // ExtraSamples
  0x0153, // SampleFormat
  0x015b, // JPEGTables
  0x0211, // YCbCrCoefficients
  0x0212, // YCbCrSubSampling
  0x0213, // YCbCrPositioning
  0x0214, // ReferenceBlackWhite
]);

/** Where the picture's data lie, and how long each piece is. */
export const dataTags = [
  { offsets: 0x0111, counts: 0x0117 },
  { offsets: 0x0144, counts: 0x0145 },
] as const;

export const profileTag = 0x8773;
