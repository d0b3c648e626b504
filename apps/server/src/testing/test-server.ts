import { rm } from "node:fs/promises";
import { Writable } from "node:stream";
import { type RunningServer, type ServerOptions, startServer } from "../start-server.ts";
import { freshDataFolder } from "./cluster-template.ts";
import { testClock, type TestClock } from "./test-clock.ts";

/** A real server with a real PostgreSQL, in a folder of its own. */
export interface TestServer {
  readonly dataDir: string;
  readonly clock: TestClock;
  /** Changes with each restart. */
  server(): RunningServer;
  origin(): string;
  /** Everything logged so far. */
  logged(): string;
  restart(options?: Partial<ServerOptions>): Promise<void>;
  stop(): Promise<void>;
  /** Stops it and removes its folder. */
  end(): Promise<void>;
}

/** Starts one; its origin stays the same over restarts, as its statements name it. */
export async function startTestServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await freshDataFolder());
  const clock = testClock();
  let text = "";
  const stream = new Writable({
    write(piece: Buffer, _, done) {
      text += piece.toString();
      done();
    },
  });
  const start = (more: Partial<ServerOptions>, port: number) =>
    startServer({
      dataDir,
      port,
      clock,
      checkAnswers: true,
      webApp: dataDir,
      log: { level: "debug", stream },
      ...options,
      ...more,
    });
  let server: RunningServer | null = await start({}, 0);
  const running = () => {
    if (server === null) throw new Error("the test server is stopped");
    return server;
  };
  const { origin, port } = server;
  const stop = async () => {
    await server?.close();
    server = null;
  };
  return {
    dataDir,
    clock,
    server: running,
    origin: () => origin,
    logged: () => text,
    stop,
    async restart(more = {}) {
      await stop();
      server = await start({ publicOrigin: origin, ...more }, port);
    },
    async end() {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
