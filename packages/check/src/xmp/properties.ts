import { scanXml } from "./xml-scan.ts";

/** One value in an XMP packet, with the names around it, outermost first: `["xmpMM:History", "stEvt:when"]`. */
export interface XmpProperty {
  readonly path: readonly string[];
  readonly value: string;
}

/** Names that are used here, whatever prefix a packet gives them. */
const prefixes: Readonly<Record<string, string>> = {
  "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
  "adobe:ns:meta/": "x",
  "http://ns.adobe.com/xap/1.0/": "xmp",
  "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
  "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
  "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#": "stEvt",
  "http://ns.adobe.com/xap/1.0/sType/ResourceRef#": "stRef",
  "http://ns.adobe.com/xap/1.0/sType/Version#": "stVer",
  "http://ns.adobe.com/xap/1.0/sType/ManifestItem#": "stMfs",
  "http://ns.adobe.com/xap/1.0/g/img/": "xmpGImg",
  "http://ns.adobe.com/xmp/note/": "xmpNote",
  "http://ns.adobe.com/xap/1.0/bj/": "xmpBJ",
  "http://ns.adobe.com/xmp/1.0/DynamicMedia/": "xmpDM",
  "http://ns.adobe.com/photoshop/1.0/": "photoshop",
  "http://ns.adobe.com/camera-raw-settings/1.0/": "crs",
  "http://ns.adobe.com/camera-raw-saved-settings/1.0/": "crss",
  "http://ns.adobe.com/lightroom/1.0/": "lr",
  "http://ns.adobe.com/exif/1.0/": "exif",
  "http://ns.adobe.com/exif/1.0/aux/": "aux",
  "http://cipa.jp/exif/1.0/": "exifEX",
  "http://ns.adobe.com/tiff/1.0/": "tiff",
  "http://ns.adobe.com/pdf/1.3/": "pdf",
  "http://ns.adobe.com/pdfx/1.3/": "pdfx",
  "http://www.aiim.org/pdfa/ns/id/": "pdfaid",
  "http://ns.adobe.com/illustrator/1.0/": "illustrator",
  "http://ns.adobe.com/xap/1.0/t/pg/": "xmpTPg",
  "http://ns.adobe.com/hdr-gain-map/1.0/": "hdrgm",
  "http://ns.apple.com/HDRGainMap/1.0/": "HDRGainMap",
  "http://ns.apple.com/pixeldatainfo/1.0/": "apdi",
  "http://ns.apple.com/faceinfo/1.0/": "apple-fi",
  "http://ns.apple.com/adjustment-settings/1.0/": "aas",
  "http://purl.org/dc/elements/1.1/": "dc",
  "http://purl.org/dc/terms/": "dcterms",
  "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
  "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
  "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
  "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
  "http://www.metadataworkinggroup.com/schemas/keywords/": "mwg-kw",
  "http://www.metadataworkinggroup.com/schemas/collections/": "mwg-coll",
  "http://ns.microsoft.com/photo/1.2/": "MP",
  "http://ns.microsoft.com/photo/1.2/t/RegionInfo#": "MPRI",
  "http://ns.microsoft.com/photo/1.2/t/Region#": "MPReg",
  "http://ns.microsoft.com/photo/1.0/": "MicrosoftPhoto",
  "http://ns.microsoft.com/photo/1.0": "MicrosoftPhoto",
  "http://ns.google.com/photos/1.0/depthmap/": "GDepth",
  "http://ns.google.com/photos/dd/1.0/device/": "Device",
  "http://ns.google.com/photos/1.0/image/": "GImage",
  "http://ns.google.com/photos/1.0/audio/": "GAudio",
  "http://ns.google.com/photos/1.0/camera/": "GCamera",
  "http://ns.google.com/photos/1.0/creations/": "GCreations",
  "http://ns.google.com/photos/1.0/focus/": "GFocus",
  "http://ns.google.com/photos/1.0/panorama/": "GPano",
  "http://ns.google.com/photos/1.0/container/": "Container",
  "http://ns.google.com/photos/1.0/container/item/": "Item",
  "http://www.dji.com/drone-dji/1.0/": "drone-dji",
  "http://www.digikam.org/ns/1.0/": "digiKam",
  "http://ns.acdsee.com/iptc/1.0/": "acdsee",
  "http://ns.acdsee.com/regions/": "acdsee-rs",
  "http://ns.adobe.com/xmp/note": "xmpNote",
  "http://creativecommons.org/ns#": "cc",
  "http://www.w3.org/XML/1998/namespace": "xml",
};

/** What is wrapped around values and tells nothing by itself. */
const wraps = new Set([
  "rdf:RDF",
  "rdf:Description",
  "rdf:Bag",
  "rdf:Seq",
  "rdf:Alt",
  "rdf:li",
  "x:xmpmeta",
  "rdf:value",
]);
const silent = new Set([
  "about",
  "rdf:about",
  "rdf:parseType",
  "rdf:type",
  "rdf:ID",
  "rdf:nodeID",
  "xml:lang",
  "x:xmptk",
  "x:xaptk",
]);

/** Every value of an XMP packet (ISO 16684-1), in order. Not well-formed parts are skipped. @param step called for each piece of it. */
export function* xmpProperties(text: string, step: () => void): Generator<XmpProperty> {
  const known = new Map<string, string>();
  const path: string[] = [];
  const nameOf = (name: string): string => {
    const colon = name.indexOf(":");
    return colon < 0 ? name : `${known.get(name.slice(0, colon)) ?? name.slice(0, colon)}${name.slice(colon)}`;
  };
  const around = () => path.filter((name) => !wraps.has(name));
  for (const token of scanXml(text)) {
    step();
    if (token.kind === "text") {
      yield { path: around(), value: token.text.trim() };
    } else if (token.kind === "close") {
      path.pop();
    } else if (token.kind === "open") {
      for (const [name, value] of token.attributes)
        if (name.startsWith("xmlns:")) known.set(name.slice(6), prefixes[value] ?? name.slice(6));
      path.push(nameOf(token.name));
      const inside = around();
      for (const [name, value] of token.attributes) {
        const full = nameOf(name);
        if (name.startsWith("xmlns") || silent.has(full)) continue;
        yield { path: full === "rdf:resource" ? inside : [...inside, full], value };
      }
      if (token.empty) path.pop();
      // Nothing is nested so deep for a reason.
      if (path.length > 200) return;
    }
  }
}
