import { type OfficeTell, officeTells as tells } from "../../office/office-tells.ts";

/** What a document needs of its parts, by the last word of a relationship's type. Those that nothing has to point at by number. */
export const implicit: ReadonlySet<string> = new Set(
  `officeDocument styles theme themeOverride fontTable numbering settings webSettings footnotes endnotes
    slideLayout notesMaster tableStyles presProps vmlDrawing chartStyle chartColorStyle diagramDrawing
    sharedStrings sheetMetadata rdRichValue rdRichValueStructure rdRichValueTypes rdRichValueWebImage richValueRel
    slide slideMaster notesSlide comments commentAuthors authors threadedComment person people commentsExtended
    commentsIds commentsExtensible pivotTable pivotCacheDefinition core-properties`.split(/\s+/u),
);

/** Those that count only where something points at them. */
export const explicit: ReadonlySet<string> = new Set(
  `header footer image hyperlink chart chartEx chartUserShapes chartsheet dialogsheet diagramData diagramLayout
    diagramQuickStyle diagramColors handoutMaster worksheet table drawing ctrlProp font video audio media aFChunk
    pivotCacheRecords package oleObject slide slideMaster notesMaster`.split(/\s+/u),
);

/** What is not text of the document but a file of its own. */
export const files: ReadonlySet<string> = new Set(
  "image font video audio media aFChunk package oleObject thumbnail hdphoto".split(" "),
);

const ignored = null;

/** What goes, and what is said about it; null for what tells nothing. */
export const removed: Readonly<Record<string, OfficeTell | null>> = {
  thumbnail: tells.preview,
  "extended-properties": ignored,
  extendedProperties: ignored,
  "core-properties": ignored,
  "custom-properties": ignored,
  customProperties: ignored,
  printerSettings: tells.printer,
  customXml: tells.customXml,
  customXmlProps: tells.customXml,
  attachedTemplate: tells.template,
  mailMergeSource: tells.mailMerge,
  mailMergeHeaderSource: tells.mailMerge,
  recipientData: tells.mailMerge,
  glossaryDocument: tells.building,
  stylesWithEffects: ignored,
  keyMapCustomizations: tells.addIn,
  attachedToolbars: tells.addIn,
  extensibility: tells.addIn,
  userCustomization: tells.addIn,
  webextension: tells.addIn,
  webextensiontaskpanes: tells.addIn,
  tags: tells.tags,
  customProperty: tells.tags,
  changesInfo: tells.changeMarks,
  revisionInfo: tells.changeMarks,
  revisionHeaders: tells.changeMarks,
  revisionLog: tells.changeMarks,
  usernames: tells.changeMarks,
  documenttasks: tells.people,
  viewProps: tells.whereLeft,
  calcChain: ignored,
  volatileDependencies: ignored,
  origin: tells.signature,
  signature: tells.signature,
  certificate: tells.signature,
  vbaProject: tells.macro,
  vbaProjectSignature: tells.signature,
  wordVbaData: tells.macro,
  control: tells.control,
  activeXControlBinary: tells.control,
  connections: tells.connection,
  queryTable: tells.connection,
  xmlMaps: tells.customXml,
  tableSingleCells: tells.customXml,
  externalLink: tells.otherBook,
  powerPivotData: tells.model,
  hdphoto: tells.original,
  htmlPubSaveAs: tells.path,
  slideUpdateInfo: tells.path,
  slicer: ignored,
  slicerCache: ignored,
  timeline: ignored,
  timelineCache: ignored,
  // Kept on request
  notesSlide: tells.notes,
  comments: tells.comments,
  threadedComment: tells.comments,
  commentsExtended: tells.comments,
  commentsIds: tells.comments,
  commentsExtensible: tells.comments,
  commentAuthors: tells.people,
  authors: tells.people,
  person: tells.people,
  people: tells.people,
  pivotTable: tells.pivot,
  pivotCacheDefinition: tells.pivot,
  pivotCacheRecords: tells.pivot,
  package: tells.embedded,
  oleObject: tells.embedded,
};
