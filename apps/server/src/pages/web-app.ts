import { readdir, readFile } from "node:fs/promises";
import { extname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { parseAs, WhosecopyError } from "@whosecopy/protocol";
import type { FastifyInstance, FastifyReply } from "fastify";
import * as v from "valibot";

const Headers = v.record(v.string(), v.string());

/** headers.json of the web app: what goes out with its files, and which addresses are its screens. */
const HeaderRules = v.object({
  always: Headers,
  page: Headers,
  folders: v.record(v.string(), Headers),
  pages: v.array(v.string()),
});

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};
const compressible = new Set([".html", ".js", ".css", ".svg", ".wasm"]);
const squeeze = promisify(gzip);

/** One file as it goes out, gzipped the first time somebody asks for it that way. */
interface ServedFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  zipped: Promise<Buffer> | undefined;
}

/** The built web app: its files by address, and the addresses that show its page. */
export interface WebApp {
  readonly files: ReadonlyMap<string, ServedFile>;
  readonly pages: readonly string[];
}

/** Where the web app lies in a checkout and in a package: beside the server. */
export const defaultWebAppFolder: string = fileURLToPath(new URL("../../../web", import.meta.url));

/**
 * Reads the built web app into memory, so that nothing outside of it can ever be asked for.
 *
 * @returns null when it was not built
 * @throws WhosecopyError "bad-input" when the folder holds something else
 */
export async function loadWebApp(folder: string): Promise<WebApp | null> {
  const dist = join(folder, "dist");
  const names = await readdir(dist, { recursive: true, withFileTypes: true }).catch(() => []);
  if (!names.some((entry) => entry.name === "index.html")) return null;
  const rules = await readFile(join(folder, "headers.json"), "utf8")
    .then((text) => parseAs(HeaderRules, JSON.parse(text)))
    .catch((cause: unknown) => {
      throw new WhosecopyError("bad-input", "headers.json of the web app can't be read", { cause });
    });
  const files = new Map<string, ServedFile>();
  for (const entry of names.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const address = posix.join("/", path.slice(dist.length).replaceAll("\\", "/"));
    const below = Object.keys(rules.folders).find((prefix) => address.startsWith(prefix));
    const own = below === undefined ? (address === "/index.html" ? rules.page : {}) : rules.folders[below];
    files.set(address, {
      type: types[extname(entry.name)] ?? "application/octet-stream",
      bytes: await readFile(path),
      headers: { ...rules.always, ...own },
      zipped: undefined,
    });
  }
  return { files, pages: rules.pages };
}

async function send(reply: FastifyReply, file: ServedFile, extension: string, accepted: string): Promise<unknown> {
  reply.headers(file.headers).type(file.type).header("vary", "accept-encoding");
  if (!compressible.has(extension) || !/\bgzip\b/.test(accepted)) return reply.send(file.bytes);
  file.zipped ??= squeeze(file.bytes, { level: 9 });
  return reply.header("content-encoding", "gzip").send(await file.zipped);
}

/** Serves the web app: every file at its address, and the one page at each of its screens' addresses. */
export function bindWebApp(app: FastifyInstance, web: WebApp): void {
  const index = web.files.get("/index.html");
  for (const [address, file] of web.files) {
    if (file === index) continue;
    app.get(address, (request, reply) => send(reply, file, extname(address), request.headers["accept-encoding"] ?? ""));
  }
  if (index === undefined) return;
  for (const screen of web.pages) {
    app.get(screen, (request, reply) => send(reply, index, ".html", request.headers["accept-encoding"] ?? ""));
  }
}
