import { type Tell, tells } from "../report/tells.ts";

/** What a name tells; the first that matches wins. A trailing "*" stands for anything. */
const table: readonly (readonly [Tell, string])[] = [
  [
    tells.history,
    "xmpMM:History photoshop:History photoshop:DocumentAncestors stEvt:* xmpMM:Versions stVer:* crs:* crss:* aas:* xmpMM:Pantry",
  ],
  [
    tells.peopleShown,
    "mwg-rs:Name MPReg:PersonDisplayName MPReg:PersonEmailDigest MPReg:PersonLiveIdCID Iptc4xmpExt:PersonInImage* MicrosoftPhoto:People* acdsee-rs:Name",
  ],
  [tells.faceAreas, "mwg-rs:* MP:* MPRI:* MPReg:* apple-fi:* acdsee-rs:*"],
  [
    tells.placeName,
    "photoshop:City photoshop:State photoshop:Country Iptc4xmpCore:Location Iptc4xmpCore:CountryCode Iptc4xmpExt:Location* Iptc4xmpExt:City Iptc4xmpExt:Sublocation Iptc4xmpExt:Country* Iptc4xmpExt:Province* Iptc4xmpExt:WorldRegion exif:GPSAreaInformation dc:coverage acdsee:city acdsee:country acdsee:location",
  ],
  [
    tells.placeDetail,
    "exif:GPSDest* exif:GPSAltitude exif:GPSImgDirection exif:GPSSpeed exif:GPSTrack drone-dji:RelativeAltitude drone-dji:AbsoluteAltitude drone-dji:Flight* drone-dji:Gimbal* GPano:Pose* Iptc4xmpExt:LocationId",
  ],
  [
    tells.date,
    "xmp:CreateDate xmp:ModifyDate xmp:MetadataDate photoshop:DateCreated exif:DateTime* exif:GPSTimeStamp exif:GPSDate* tiff:DateTime dc:date xmpDM:shotDate GPano:FirstPhotoDate GPano:LastPhotoDate GCamera:BurstPrimary MicrosoftPhoto:DateAcquired acdsee:datetime xmpBJ:* pdf:CreationDate pdf:ModDate drone-dji:UTCAtExposure",
  ],
  [
    tells.contact,
    "Iptc4xmpCore:CreatorContactInfo Iptc4xmpCore:Ci* plus:ImageSupplier* plus:Licensor* plus:CopyrightOwner* plus:ImageCreator*",
  ],
  [
    tells.person,
    "dc:creator dc:contributor photoshop:AuthorsPosition photoshop:CaptionWriter photoshop:Credit photoshop:Source aux:OwnerName exifEX:CameraOwnerName tiff:Artist pdf:Author xmpDM:artist xmpDM:composer xmpDM:engineer acdsee:author Iptc4xmpExt:Artwork* Iptc4xmpExt:AO* Iptc4xmpExt:ModelAge Iptc4xmpExt:AddlModelInfo",
  ],
  [
    tells.rights,
    "dc:rights dc:publisher xmpRights:Owner xmpRights:Marked xmpRights:UsageTerms xmpRights:Certificate tiff:Copyright photoshop:CopyrightFlag pdf:Copyright plus:* cc:*",
  ],
  [tells.link, "xmpRights:WebStatement photoshop:Url xmp:BaseURL Iptc4xmpExt:RegistryId"],
  [
    tells.origin,
    "dcterms:provenance Iptc4xmpExt:DigitalSourceType Iptc4xmpExt:DigitalSourceFileType xmpMM:Ingredients",
  ],
  [
    tells.serial,
    "aux:SerialNumber aux:LensSerialNumber aux:LensID exifEX:BodySerialNumber exifEX:LensSerialNumber drone-dji:CameraSerialNumber drone-dji:DroneSerialNumber exifEX:SerialNumber Device:Serial*",
  ],
  [
    tells.model,
    "tiff:Make tiff:Model aux:Lens* exifEX:Lens* drone-dji:DroneModel xmpDM:cameraModel GPano:CaptureSoftware aux:Firmware Device:* crs:CameraProfile",
  ],
  [
    tells.path,
    "stRef:filePath stMfs:* xmpMM:Manifest xmpBJ:JobRef photoshop:Embedded* xmpDM:projectRef xmpMM:ManageUI xmpMM:ManageTo crs:RawFileName photoshop:SidecarForExtension",
  ],
  [
    tells.uniqueId,
    "xmpMM:* stRef:* exif:ImageUniqueID GCamera:BurstID GCreations:CameraBurstID dc:identifier xmp:Identifier MicrosoftPhoto:LastKeyword* Iptc4xmpExt:DigImageGUID digiKam:ImageUniqueID xmpNote:* aux:ImageNumber",
  ],
  [tells.textLayers, "photoshop:TextLayers photoshop:LayerText photoshop:LayerName"],
  [
    tells.software,
    "xmp:CreatorTool tiff:Software exif:Software pdf:Producer pdf:Creator GPano:StitchingSoftware illustrator:*",
  ],
  [
    tells.rating,
    "xmp:Rating xmp:Label MicrosoftPhoto:Rating photoshop:Urgency photoshop:Category photoshop:SupplementalCategories Iptc4xmpCore:Scene Iptc4xmpCore:SubjectCode lr:privateRTKInfo",
  ],
  [
    tells.description,
    "dc:title dc:description dc:subject dc:source dc:relation photoshop:Headline photoshop:Instructions photoshop:TransmissionReference photoshop:Title lr:* digiKam:* mwg-kw:* mwg-coll:* acdsee:* tiff:ImageDescription exif:UserComment pdf:Keywords pdf:Title pdf:Subject Iptc4xmpExt:Event xmpDM:logComment xmp:Nickname Iptc4xmpCore:*  MicrosoftPhoto:* xmpDM:album xmpDM:comment pdfx:*",
  ],
  [tells.gainMapDetail, "hdrgm:* HDRGainMap:* apdi:*"],
  [tells.motionMark, "GCamera:MotionPhoto* GCamera:MicroVideo* Container:* Item:*"],
  [
    tells.settings,
    "tiff:* exif:* exifEX:* aux:* GDepth:* GPano:* GFocus:* GCamera:* GCreations:* GImage:* GAudio:* dc:* photoshop:* drone-dji:* xmpDM:* xmpTPg:* pdf:* pdfaid:* xmp:* xmpGImg:* xmpRights:* Iptc4xmpExt:* x:*",
  ],
];

const exact = new Map<string, Tell>();
const starting: (readonly [string, Tell])[] = [];
for (const [tell, names] of table) {
  for (const name of names.split(/\s+/u)) {
    if (name.endsWith("*")) starting.push([name.slice(0, -1), tell]);
    else if (!exact.has(name)) exact.set(name, tell);
  }
}

const settled = new Map<string, Tell | null>();

/** What an XMP property of this name tells; null when the name is not known here. */
export function tellOfName(name: string): Tell | null {
  const before = settled.get(name);
  if (before !== undefined) return before;
  const tell = exact.get(name) ?? starting.find(([start]) => name.startsWith(start))?.[1] ?? null;
  // Names come from files: what is remembered must not grow without end.
  if (settled.size < 2_000) settled.set(name, tell);
  return tell;
}
