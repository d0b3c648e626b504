import { describe, expect, it } from "vitest";
import { defaultDataFolder } from "./data-folder/default-folder.ts";
import { readSettings } from "./settings.ts";
import { failing } from "./testing/failing.ts";

describe("settings of a server", () => {
  it("come from flags, then from the environment, then from what is usual", () => {
    const env = { PORT: "9000", WHOSECOPY_DATA: "/env", LOG_LEVEL: "warn", WHOSECOPY_ORIGIN: "https://a.example/" };
    expect(readSettings(["--port", "9001", "--data", "/flag"], env)).toMatchObject({
      port: 9001,
      dataDir: "/flag",
      logLevel: "warn",
      publicOrigin: "https://a.example",
      host: "127.0.0.1",
      trustProxy: false,
    });
    expect(readSettings([], env)).toMatchObject({ port: 9000, dataDir: "/env" });
    expect(readSettings([], {})).toMatchObject({ port: 8787, logLevel: "info", databaseUrl: undefined });
    expect(readSettings([], { DATABASE_URL: "postgres://x/y" })).toMatchObject({ databaseUrl: "postgres://x/y" });
  });

  it("are nothing when help is asked for", () => {
    expect(readSettings(["--help"], {})).toBeNull();
    expect(readSettings(["-h"], {})).toBeNull();
  });

  it.each([[["--port", "x"]], [["--port", "70000"]], [["--nonsense"]], [["--log-level", "loud"]], [["extra"]]])(
    "are refused when they are wrong: %j",
    (args) => {
      expect(() => readSettings(args, {})).toThrow(failing("bad-input"));
    },
  );

  it("have a data folder that works for root and for anyone else", () => {
    const folder = defaultDataFolder({ XDG_DATA_HOME: "/home/x/data" });
    expect(folder).toBe(process.getuid?.() === 0 ? "/var/lib/whosecopy" : "/home/x/data/whosecopy/server");
  });
});
