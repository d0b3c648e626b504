import { type OfficeTell, officeTells as tells } from "../../office/office-tells.ts";

/** Additions by their number (ECMA-376 part 1, 18.2.10 and the published lists of Office) that change how a document looks or plays. */
const kept: ReadonlySet<string> = new Set([
  "{28A0092B-C50C-407E-A947-70E740481C1C}", // picture resolution
  "{96DAC541-7B7A-43D3-8B79-37D633B846F1}", // drawing of a picture
  "{909E8E84-426E-40DD-AFC4-6F175D3DCCD1}", // fill of shapes without one
  "{91240B29-F687-4F45-9708-019B960494DF}", // lines of shapes without one
  "{AF507438-7753-43E0-B8FC-AC1667EBCBE1}", // effects of shapes without one
  "{53640926-AAD7-44D8-BBD7-CCE9431645EC}", // shadow
  "{C183D7F6-B498-43B3-948B-1728B52AA6E4}", // decorative
  "{A12FA001-AC4F-418D-AE19-62706E023703}", // colour of links
  "{63B3BB69-23CF-44E3-9099-C40C66FF867C}", // form controls
  "{DAA4B4D4-6D71-4841-9C94-3DE7FCFB9230}", // sound and video
  "{42D2F446-02D8-4167-A562-619A0277C38B}", // narration
  "{EC167BDD-8182-4AB7-AECC-EB403E3ABB37}", // how it is shown
  "{2FDB2607-1784-4EEB-B798-7EB5836EED8A}", // media buttons
  "{E76CE94A-603C-4142-B9EB-6D1370010A27}", // how pictures are stored
  "{D31A062A-798A-4329-ABDD-BBA856620510}", // picture resolution
  "HTTP://SCHEMAS.MICROSOFT.COM/OFFICE/DRAWING/2008/DIAGRAM", // drawing of a diagram
  "{6F2FDCE9-48DA-4B69-8628-5D25D57E5C99}", // chart fills
  "{CE6537A1-D6FC-4F65-9D91-7224C49458BB}", // chart labels
  "{02D57815-91ED-43CB-92C2-25804820EDAC}", // chart labels and titles
  "{78C0D931-6437-407D-A8EE-F0AAD7539E65}", // conditional formats
  "{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}", // choices in cells
  "{05C60535-1F16-4FD2-B633-F4F36F0B64E0}", // small charts in cells
  "{B025F937-C7B1-47D3-B67F-A62EFF666E3E}", // bars in cells
  "{EB79DEF2-80B8-43E5-95BD-54CBDDF9020C}", // styles
  "{9260A510-F301-46A8-8635-F512D64BE5F5}", // styles
  "{504A1905-F514-4F6F-8877-14C23A59335A}", // description of tables
  "{140A7094-0E35-4892-8432-C4D2E57EDEB5}", // calculation
  "{B58B0392-4F1F-4190-BB64-5DF3571DCE5F}", // calculation
  "{79F54976-1DA5-4618-B147-4CDE4B953A38}", // calculation
  "{7523E5D3-25F3-A5E0-1632-64F254C22452}", // calculation
  "{BDBB8CDC-FA1E-496E-A857-3C3F30C029C3}", // dynamic arrays
  "{3E2802C4-A4D2-4D8B-9148-E3BE6C30E623}", // rich values
  "{EFAFB233-063F-42B5-8137-9DF3F51BA10A}", // guides
]);

const told: Readonly<Record<string, OfficeTell>> = {
  "{BB962C8B-B14F-4D97-AF65-F5344CB8AC3E}": tells.sittings,
  "{D42A27DB-BD31-4B8C-83A1-F6EECF244321}": tells.sittings,
  "{FF2B5EF4-FFF2-40B4-BE49-F238E27FC236}": tells.sittings,
  "{0D108BD9-81ED-4DB2-BD59-A6C34878D82A}": tells.sittings,
  "{9D8B030D-6E8A-4147-A177-3AD203B41FA5}": tells.sittings,
  "{C3380CC4-5D6E-409C-BE32-E72D297353CC}": tells.sittings,
  "{FD5EFAAD-0ECE-453E-9831-46B23BE46B34}": tells.sittings,
  "{05A4C25C-085E-4340-85A3-A5531E510DB2}": { ...tells.template, severity: "harmless" },
  "{BEBA8EAE-BF5A-486C-A8C5-ECC9F3942E4B}": tells.original,
  "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}": tells.sections,
  "{3A86A75C-4F4B-4683-9AE1-C65F6400EC91}": {
    kind: "timed-data",
    severity: "identifies-you",
    sentence: "Holds how a pointer was moved over the slides.",
  },
};

/** What is said of an addition that goes; null for one that stays. */
export function extensionTell(uri: string): OfficeTell | null {
  const key = uri.toUpperCase();
  return kept.has(key) ? null : (told[key] ?? tells.addition);
}
