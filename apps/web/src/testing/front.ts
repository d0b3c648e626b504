import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { join, normalize } from "node:path";

/** headers.json, as a server reads it. */
interface HeaderRules {
  readonly always: Readonly<Record<string, string>>;
  readonly page: Readonly<Record<string, string>>;
  readonly folders: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  wasm: "application/wasm",
};

/**
 * Serves the built app under its own headers, and hands `/v1` on to a server behind it: for tests, so that the policy that is
 * tested is the one that is shipped.
 */
export async function startFront(params: {
  readonly dist: string;
  readonly headers: string;
  readonly port: number;
  /** Where the protocol's server is; without it `/v1` is not there. */
  readonly behind?: string;
}): Promise<{ readonly origin: string; readonly close: () => Promise<void> }> {
  const rules = JSON.parse(readFileSync(params.headers, "utf8")) as HeaderRules;
  const server = createServer((incoming, answer) => {
    const path = new URL(incoming.url ?? "/", "http://front").pathname;
    if (path.startsWith("/v1/")) return passOn(params.behind, incoming, answer);
    const file = fileFor(params.dist, path);
    const folder = Object.keys(rules.folders).find((prefix) => path.startsWith(prefix));
    const extra = folder === undefined ? (file.isPage ? rules.page : {}) : (rules.folders[folder] ?? {});
    const type = types[file.path.split(".").at(-1) ?? ""] ?? "application/octet-stream";
    answer.writeHead(file.body === null ? 404 : 200, { ...rules.always, ...extra, "content-type": type });
    answer.end(file.body ?? "");
  });
  server.on("upgrade", (incoming, socket, head) => {
    if (params.behind === undefined) return void socket.destroy();
    const { hostname, port } = new URL(params.behind);
    const other = connect(Number(port), hostname, () => {
      const lines = [`${incoming.method ?? "GET"} ${incoming.url ?? "/"} HTTP/1.1`];
      for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
        lines.push(`${incoming.rawHeaders[i] ?? ""}: ${incoming.rawHeaders[i + 1] ?? ""}`);
      }
      other.write(`${lines.join("\r\n")}\r\n\r\n`);
      other.write(head);
      other.pipe(socket).pipe(other);
    });
    other.on("error", () => socket.destroy());
    socket.on("error", () => other.destroy());
    socket.on("close", () => other.destroy());
  });
  await new Promise<void>((resolve) => server.listen(params.port, "127.0.0.1", resolve));
  return { origin: originOf(server), close: () => closeAll(server) };
}

function fileFor(dist: string, path: string): { path: string; body: Uint8Array | null; isPage: boolean } {
  const isFile = /\.\w+$/.test(path);
  const wanted = isFile ? normalize(path) : "/index.html";
  try {
    return { path: wanted, body: readFileSync(join(dist, wanted)), isPage: wanted === "/index.html" };
  } catch {
    return { path: wanted, body: null, isPage: false };
  }
}

function passOn(behind: string | undefined, incoming: IncomingMessage, answer: ServerResponse): void {
  if (behind === undefined) return void answer.writeHead(502).end();
  const { hostname, port } = new URL(behind);
  const { method, url, headers } = incoming;
  const onward = request({ hostname, port, method, path: url, headers }, (got) => {
    answer.writeHead(got.statusCode ?? 502, got.headers);
    got.pipe(answer);
  });
  onward.on("error", () => answer.writeHead(502).end());
  incoming.pipe(onward);
}

function originOf(server: Server): string {
  const address = server.address();
  return `http://localhost:${typeof address === "object" && address !== null ? address.port : 0}`;
}

function closeAll(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
