import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { inspect, sourceOfBytes } from "@whosecopy/check";
import { decodePicture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { duration, printTable, type Row } from "./table.ts";

/** What people send, as far as the tools beside us take some of it. */
const kinds = [
  "jpg",
  "jpeg",
  "png",
  "gif",
  "webp",
  "heic",
  "avif",
  "mp4",
  "mov",
  "mp3",
  "flac",
  "wav",
  "pdf",
  "docx",
  "pptx",
  "xlsx",
  "odt",
  "zip",
];

const cli = join(import.meta.dirname, "..", "..", "apps", "cli", "bin", "whosecopy.js");

/** One tool's results: the cleaned file of each original, where it made one. */
interface Run {
  readonly tool: string;
  readonly seconds: number;
  readonly cleaned: ReadonlyMap<string, string>;
}

function corpus(folder: string): readonly string[] {
  const data = join(process.env["WHOSECOPY_TESTDATA"] ?? join(process.cwd(), "..", "shared", "testdata"), "metadata");
  if (!existsSync(data)) return [];
  const names: string[] = [];
  for (const name of readdirSync(data, { recursive: true, encoding: "utf8" }).sort()) {
    const ending = extname(name).slice(1).toLowerCase();
    if (!kinds.includes(ending) || !statSync(join(data, name)).isFile()) continue;
    const own = `${String(names.length).padStart(3, "0")}.${ending}`;
    copyFileSync(join(data, name), join(folder, own));
    names.push(own);
  }
  return names;
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

const quietly = { stdio: "ignore", maxBuffer: 1e9 } as const;

function whosecopy(input: string, names: readonly string[], out: string): Run {
  const seconds = timed(() => {
    spawnSync(process.execPath, [cli, "clean", input, "--out", out, "--remove-all", "--json"], quietly);
  });
  return { tool: "whosecopy clean", seconds, cleaned: madeFiles(names, (name) => join(out, basename(input), name)) };
}

function exiftool(input: string, names: readonly string[], out: string, once: boolean): Run {
  mkdirSync(out, { recursive: true });
  const seconds = timed(() => {
    if (once)
      spawnSync("exiftool", ["-q", "-all=", "-o", `${out}/`, ...names.map((name) => join(input, name))], quietly);
    else for (const name of names) spawnSync("exiftool", ["-q", "-all=", "-o", `${out}/`, join(input, name)], quietly);
  });
  const tool = once ? "exiftool -all=, all at once" : "exiftool -all=, once per file";
  return { tool, seconds, cleaned: madeFiles(names, (name) => join(out, name)) };
}

function mat2(input: string, names: readonly string[], out: string): Run {
  mkdirSync(out, { recursive: true });
  for (const name of names) copyFileSync(join(input, name), join(out, name));
  const seconds = timed(() => {
    spawnSync(
      "mat2",
      names.map((name) => join(out, name)),
      { ...quietly, timeout: 600_000 },
    );
  });
  for (const name of names) {
    const made = join(out, name.replace(/\.(\w+)$/u, ".cleaned.$1"));
    rmSync(join(out, name));
    // It leaves empty files behind where it fails.
    if (existsSync(made) && statSync(made).size > 0) renameSync(made, join(out, name));
  }
  return { tool: "mat2", seconds, cleaned: madeFiles(names, (name) => join(out, name)) };
}

function madeFiles(names: readonly string[], pathOf: (name: string) => string): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [name, pathOf(name)] as const).filter(([, path]) => existsSync(path)));
}

/** What ExifTool calls a tag but a decoder needs, or computes from the file, by group and name. */
const structural =
  /^(?:ExifTool|System|File|Composite|JFIF|PNG|PNG-pHYs|APP14|GIF|RIFF|Meta|Track\d+|QuickTime|MPEG|FLAC|ZIP|PDF|ICC[-_\w]*|Theora|Vorbis|Opus):/u;
const telling =
  /^(?:QuickTime|Track\d+):(?!CreateDate|ModifyDate|TrackCreateDate|TrackModifyDate|MediaCreateDate|MediaModifyDate).*(?:GPS|Location|Make|Model|Author|Artist|Title|Comment|Serial|Description|CreationDate|Software|Camera)|:(?:Author|Creator|Producer|Title|Subject|Keywords|CreateDate|ModifyDate)$/u;

/** Tags that tell something, by ExifTool's account; dates of zero tell nothing. */
function tagsLeft(path: string): number {
  const answer = spawnSync("exiftool", ["-j", "-G1", "-a", "-u", path], { encoding: "utf8", maxBuffer: 1e9 });
  const [tags = {}] = (JSON.parse(answer.stdout || "[{}]") as unknown[]).map((one) => one as Record<string, unknown>);
  return Object.entries(tags).filter(([name, value]) => {
    if (name === "SourceFile" || String(value).startsWith("0000:00:00") || value === "") return false;
    return !structural.test(name) || telling.test(name);
  }).length;
}

/** Pictures and frames as numbers; null for what can't be decoded here. */
async function contentOf(path: string): Promise<string | null> {
  const ending = extname(path).slice(1);
  if (ending === "heic" || ending === "avif") {
    try {
      const { rgb } = await decodePicture(new Uint8Array(readFileSync(path)), { codecs: nodeCodecs });
      return Buffer.from(await crypto.subtle.digest("SHA-256", Uint8Array.from(rgb))).toString("hex");
    } catch {
      return null;
    }
  }
  if (["pdf", "docx", "pptx", "xlsx", "odt", "zip"].includes(ending)) return null;
  const maps = ["mp4", "mov"].includes(ending) ? ["-map", "0:v", "-map", "0:a?"] : ["-map", "0:v?", "-map", "0:a?"];
  const covers = ["mp3", "flac"].includes(ending) ? ["-map", "0:a"] : maps;
  const answer = spawnSync("ffmpeg", ["-v", "error", "-noautorotate", "-i", path, ...covers, "-f", "md5", "-"], {
    encoding: "utf8",
  });
  return answer.status === 0 && answer.stdout !== "" ? answer.stdout : null;
}

/** What our own check still finds and could remove; null for a file that it can't read. */
async function threatsLeft(path: string): Promise<number | null> {
  try {
    const { findings } = await inspect(sourceOfBytes(new Uint8Array(readFileSync(path))));
    return findings.filter(({ severity, cleanable }) => severity !== "harmless" && cleanable !== "stays").length;
  } catch {
    return null;
  }
}

async function judge(run: Run, names: readonly string[], contents: ReadonlyMap<string, string | null>): Promise<Row[]> {
  let [tags, threats, clean, same, decodable] = [0, 0, 0, 0, 0];
  for (const name of names) {
    const path = run.cleaned.get(name);
    const before = contents.get(name) ?? null;
    if (before !== null) decodable++;
    if (path === undefined) continue;
    const left = tagsLeft(path);
    const found = (await threatsLeft(path)) ?? 0;
    if (left > 0) tags++;
    if (found > 0) threats++;
    const identical = before !== null && (await contentOf(path)) === before;
    if (identical) same++;
    if (left === 0 && found === 0 && (before === null || identical)) clean++;
  }
  const value =
    `${String(run.cleaned.size)} written; ${String(clean)} cleaned and the same to see and hear; ` +
    `${String(tags)} with tags by ExifTool's account, ${String(threats)} with something by ours; ` +
    `${String(same)} of ${String(decodable)} decodable ones identical; ${run.seconds.toFixed(1)} s`;
  return [{ what: run.tool, measured: value }];
}

/** Cleaning of the same folder by us, by ExifTool and by mat2, and of a video of 2 GB by us. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "whosecopy-check-"));
  try {
    const input = join(folder, "in");
    mkdirSync(input);
    const names = corpus(input);
    if (names.length === 0) {
      process.stdout.write("No files to clean: set WHOSECOPY_TESTDATA to a folder that holds metadata/.\n");
      return;
    }
    const contents = new Map<string, string | null>();
    for (const name of names) contents.set(name, await contentOf(join(input, name)));
    const runs = [
      whosecopy(input, names, join(folder, "ours")),
      exiftool(input, names, join(folder, "exiftool-each"), false),
      exiftool(input, names, join(folder, "exiftool"), true),
      mat2(input, names, join(folder, "mat2")),
    ];
    const rows: Row[] = [];
    for (const one of runs) rows.push(...(await judge(one, names, contents)));
    printTable(`${String(names.length)} files of ${String(kinds.length)} kinds`, rows);
    printTable("A video of 2 GB", largeVideo(folder, input, names));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A real video over and over, with a title and a place; the most memory that cleaning it took. */
function largeVideo(folder: string, input: string, names: readonly string[]): Row[] {
  const sizeOf = (name: string) => statSync(join(input, name)).size;
  const small = names.filter((name) => name.endsWith(".mp4")).sort((a, b) => sizeOf(b) - sizeOf(a))[0];
  if (small === undefined) return [];
  const large = join(folder, "large.mp4");
  const times = Math.ceil(2e9 / sizeOf(small));
  const told = ["-metadata", "title=A title", "-metadata", "location=+48.8584+002.2945/"];
  execFileSync("ffmpeg", [
    "-v",
    "error",
    "-stream_loop",
    String(times),
    "-i",
    join(input, small),
    "-map",
    "0:v",
    "-map",
    "0:a?",
    "-c",
    "copy",
    ...told,
    large,
  ]);
  const answer = spawnSync(
    "/usr/bin/time",
    ["-f", "%M %e", process.execPath, cli, "clean", large, "--out", join(folder, "large"), "--json"],
    { encoding: "utf8" },
  );
  const [, kilobytes = "", seconds = ""] = /(\d+) ([\d.]+)\s*$/u.exec(answer.stderr) ?? [];
  const left = tagsLeft(join(folder, "large", "large.mp4"));
  return [
    {
      what: `cleaned, ${(statSync(large).size / 1e9).toFixed(2)} GB`,
      measured: `${duration(1000 * Number(seconds))}, most memory ${(Number(kilobytes) / 1000).toFixed(0)} MB, ${String(left)} tags left`,
    },
  ];
}
