/**
 * What a page needs to be drawn, by the keys of the dictionaries that pages lead to (ISO 32000-2, clauses 7 to 9 and 11, 12.5.5): everything
 * else is left behind. The names of fonts, colour spaces and pictures within resources are free and are all kept.
 */
export const drawingKeys: ReadonlySet<string> = new Set(
  // Streams and pictures
  (
    "Type Subtype Width Height ColorSpace BitsPerComponent Intent ImageMask Mask Decode Interpolate SMask SMaskInData StructParent OC Matte " +
    // DecodeParms
    "Filter DecodeParms Predictor Colors Columns EarlyChange K EndOfLine EncodedByteAlign Rows EndOfBlock BlackIs1 DamagedRowsBeforeError JBIG2Globals ColorTransform " +
    // Forms, groups, patterns, shadings, functions
    "FormType BBox Matrix Resources Group StructParents S CS I PatternType PaintType TilingType XStep YStep Shading ExtGState ShadingType Background " +
    "AntiAlias Coords Domain Function Extend BitsPerCoordinate BitsPerFlag VerticesPerRow FunctionType Range Size BitsPerSample Order Encode C0 C1 N Functions Bounds " +
    // Graphics state
    "LW LC LJ ML D RI OP op OPM Font BG BG2 UCR UCR2 TR TR2 HT FL SM SA BM CA ca AIS TK G BC UseBlackPtComp HTO " +
    "HalftoneType HalftoneName Frequency Angle SpotFunction AccurateScreens TransferFunction Default Width2 Height2 Xsquare Ysquare " +
    // Colour spaces
    "Alternate WhitePoint BlackPoint Gamma Colorants Process MixingHints Components Solidities PrintingOrder DotGain " +
    // Resources
    "Pattern XObject ProcSet Properties " +
    // Fonts
    "BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode DescendantFonts CIDSystemInfo Registry Ordering Supplement DW W DW2 W2 CIDToGIDMap Name FontBBox " +
    "FontMatrix CharProcs FontName FontFamily FontStretch FontWeight Flags ItalicAngle Ascent Descent Leading CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth " +
    "FontFile FontFile2 FontFile3 CharSet Style Lang CIDSet Length1 Length2 Length3 BaseEncoding Differences CMapName WMode UseCMap Panose FD " +
    // Layers
    "OCGs P VE Usage Event Category CreatorInfo Zoom Print View Export"
  ).split(" "),
);

/** Dictionaries with free names, below these keys; a dictionary that says what it is, is not one of them. */
export const namedKeys: ReadonlySet<string> = new Set(
  "ExtGState ColorSpace Pattern Shading XObject Font Properties CharProcs Colorants Solidities DotGain".split(" "),
);

export const pageKeys: ReadonlySet<string> = new Set(
  "Resources MediaBox CropBox BleedBox TrimBox ArtBox Contents Rotate Group StructParents Tabs UserUnit Trans Dur".split(
    " ",
  ),
);
export const structureKeys: ReadonlySet<string> = new Set(
  "Type S P K Pg A Lang Alt E ActualText MCID Stm StmOwn Obj ParentTree ParentTreeNextKey RoleMap Nums Kids Limits".split(
    " ",
  ),
);
export const outlineKeys: ReadonlySet<string> = new Set(
  "Type First Last Next Prev Parent Count Title Dest A C F".split(" "),
);
export const actionKeys: ReadonlySet<string> = new Set("Type S D URI N IsMap".split(" "));
export const linkKeys: ReadonlySet<string> = new Set(
  "Type Subtype Rect Border C BS Dest A QuadPoints H F StructParent W S D".split(" "),
);
export const markKeys: ReadonlySet<string> = new Set(
  "Type Subtype Rect AP AS F C CA Border BS QuadPoints InkList L LE Vertices IC BE DA DS Q RD IT Name Contents RC StructParent Open State StateModel W S D N R I".split(
    " ",
  ),
);
export const settingKeys: ReadonlySet<string> = new Set(
  (
    "PageLabels PageLayout PageMode ViewerPreferences Lang MarkInfo Nums Kids Limits S P St Marked Suspects UserProperties HideToolbar HideMenubar HideWindowUI FitWindow CenterWindow DisplayDocTitle " +
    "NonFullScreenPageMode Direction ViewArea ViewClip PrintArea PrintClip PrintScaling Duplex PickTrayByPDFSize PrintPageRange NumCopies"
  ).split(" "),
);
export const layerKeys: ReadonlySet<string> = new Set(
  "OCGs D Name BaseState ON OFF Intent AS Order ListMode RBGroups Locked Type Usage Event Category Zoom Print View Export ViewState PrintState ExportState min max Subtype".split(
    " ",
  ),
);
