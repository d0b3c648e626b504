import { WhosecopyError } from "@whosecopy/protocol";
import type { InspectContext } from "../../format.ts";
import { propertyTells } from "./property-parts.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { inspectArchive } from "../zip/inspect-archive.ts";
import { gatherOffice } from "../../office/gather-office.ts";
import { officeTells as tells } from "../../office/office-tells.ts";
import { canCrop } from "./crops/crops.ts";
import { noCrops } from "./crops/plan.ts";
import { type OfficePackage, openPackage } from "./package.ts";
import { mainPartOf, walkPackage } from "./walk-package.ts";

export async function inspectOoxml(file: ByteSource, context: InspectContext): Promise<void> {
  const pack = await openPackage(file, context.budget);
  await inspectArchive(pack.archive, context);
  const gather = gatherOffice(context);
  const main = mainPartOf(await pack.relationships(""));
  await propertyTells(pack, gather.say, context);
  const crops = noCrops();
  const walk = await walkPackage({
    crops,
    pack,
    main,
    keeps: (choice) => choice !== "date",
    say: gather.say,
    unseen: (part, sentence) => context.unseen(part, sentence),
  });
  for (const part of walk.unreached) gather.say(part, tells.unused, part);
  for (const { target } of crops.asked) {
    const way = pack.entries.has(target) ? await wayToCrop(pack, target, context) : null;
    gather.say(target, way === null ? tells.croppedStays : way === "exactly" ? tells.cropped : tells.croppedAnew);
  }
  gather.flush();
  const thumbnails = (await pack.relationships(""))
    .filter(({ type }) => type === "thumbnail")
    .map(({ target }) => target);
  for (const part of new Set([...walk.files, ...walk.unreached, ...thumbnails])) {
    if (!pack.entries.has(part)) continue;
    try {
      const content = await pack.content(part);
      if (content.size > 0) await context.inner(pack.entries.get(part)!.name, content);
    } catch (error) {
      if (!(error instanceof WhosecopyError) || error.code !== "file-damaged") throw error;
      context.unseen(part, "Damaged: it could not be unpacked.");
    }
  }
}

async function wayToCrop(
  pack: OfficePackage,
  target: string,
  context: InspectContext,
): Promise<"exactly" | "anew" | null> {
  try {
    return await canCrop(await pack.content(target), context);
  } catch (error) {
    if (error instanceof WhosecopyError && error.code === "file-damaged") return null;
    throw error;
  }
}
