import { WhosecopyError } from "@whosecopy/protocol";
import type { InspectContext } from "../../format.ts";
import { gatherOffice } from "../../office/gather-office.ts";
import { officeTells } from "../../office/office-tells.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { inspectArchive } from "../zip/inspect-archive.ts";
import { openOdf } from "./odf-file.ts";
import { walkOdf } from "./walk-odf.ts";

export async function inspectOdf(file: ByteSource, context: InspectContext): Promise<void> {
  const odf = await openOdf(file, context.budget);
  if (odf.locked) {
    context.report({ ...officeTells.lock, where: "META-INF/manifest.xml", cleanable: "stays" });
    context.unseen("content.xml", "Protected by a password: nothing in it could be looked at.");
    return;
  }
  await inspectArchive(odf.archive, context);
  const gather = gatherOffice(context);
  const { files, gone } = await walkOdf({ odf, keeps: (choice) => choice !== "date", say: gather.say });
  gather.flush();
  const pictures = gone.filter((name) => /^(?:Pictures|media|Media|Thumbnails)\//u.test(name));
  for (const name of [...files, ...pictures]) {
    try {
      const content = await odf.content(name);
      if (content.size > 0) await context.inner(name, content);
    } catch (error) {
      if (!(error instanceof WhosecopyError) || error.code !== "file-damaged") throw error;
      context.unseen(name, "Damaged: it could not be unpacked.");
    }
  }
}
