import { WhosecopyError } from "@whosecopy/protocol";
import { type ByteSource, readExactly } from "../../source/byte-source.ts";
import { joined } from "../../source/joined.ts";
import { type OggCodec, oggCodec } from "./codecs.ts";
import type { OggPage } from "./pages.ts";

/** Covers make comments large; more than this is refused. */
const mostOfHeader = 32e6;

/** Collects the header packets of one stream from its pages. */
export interface HeaderCollector {
  /** Undefined for a stream of a kind that is not known. */
  readonly codec: OggCodec | undefined;
  /** Pages taken after the first. */
  readonly pages: number;
  /** True when the headers are complete. */
  readonly done: boolean;
  /** Header packets after the first, as far as they are complete. */
  readonly packets: readonly Uint8Array[];
  take(page: OggPage): Promise<void>;
}

/** @throws WhosecopyError "file-damaged" when sound starts in the page that ends the headers, which no codec allows. */
export async function collectHeaders(file: ByteSource, first: OggPage): Promise<HeaderCollector> {
  const codec = oggCodec(await file.read(first.offset + first.head.length, Math.min(first.bodyLength, 64)));
  const packets: Uint8Array[] = [];
  let open: Uint8Array[] = [];
  let pages = 0;
  let size = 0;
  const isDone = () => codec === undefined || packets.length >= codec.headers - 1;
  return {
    codec,
    packets,
    get pages() {
      return pages;
    },
    get done() {
      return isDone();
    },
    async take(page) {
      pages++;
      size += page.bodyLength;
      if (size > mostOfHeader) throw new WhosecopyError("file-too-large", "the tags of an Ogg stream are too long");
      let at = page.offset + page.head.length;
      for (const { length, ends } of page.packets) {
        open.push((await readExactly(file, at, length)).slice());
        at += length;
        if (!ends) continue;
        packets.push(joined(open));
        open = [];
      }
      if (codec !== undefined && (packets.length > codec.headers - 1 || (isDone() && open.length > 0)))
        throw new WhosecopyError("file-damaged", "sound starts within the headers");
    },
  };
}
