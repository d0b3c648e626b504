import { planted } from "../../../exif/testing/write-tiff.ts";
import type { TestPart } from "./write-office.ts";

/** The properties that every Office program writes. */
export function propertyParts(thumbnail: Uint8Array): Record<string, TestPart> {
  return {
    "docProps/core.xml": {
      content: `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:creator>${planted}</dc:creator><cp:lastModifiedBy>${planted}</cp:lastModifiedBy><dcterms:created>2019-03-04T05:06:07Z</dcterms:created><cp:revision>7</cp:revision></cp:coreProperties>`,
      type: "application/vnd.openxmlformats-package.core-properties+xml",
    },
    "docProps/app.xml": {
      content: `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Company>${planted}</Company><Template>C:\\Users\\${planted}\\x.dotx</Template><TotalTime>99</TotalTime><Application>Office</Application></Properties>`,
      type: "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    },
    "docProps/custom.xml": {
      content: `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property name="MSIP_Label"><vt:lpwstr>${planted}</vt:lpwstr></property></Properties>`,
      type: "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    },
    "docProps/thumbnail.png": { content: thumbnail },
    "customXml/item1.xml": { content: `<data>${planted}</data>` },
    "_xmlsignatures/origin.sigs": {
      content: new Uint8Array(1),
      type: "application/vnd.openxmlformats-package.digital-signature-origin",
    },
    "orphan/deleted.png": { content: thumbnail },
  };
}

export const propertyLeads = [
  ["core-properties", "docProps/core.xml"],
  ["extended-properties", "docProps/app.xml"],
  ["custom-properties", "docProps/custom.xml"],
  ["thumbnail", "docProps/thumbnail.png"],
  ["customXml", "customXml/item1.xml"],
  ["origin", "_xmlsignatures/origin.sigs"],
] as const;
