import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { systemRandom } from "@whosecopy/crypto";
import { decodePicture, encodeJpeg } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { WhosecopyError } from "@whosecopy/protocol";
import { startServer } from "@whosecopy/server";
import * as v from "valibot";
import type { CommandResult, Context } from "../command.ts";
import { contactAdd, contactInvite } from "../commands/contact.ts";
import { inbox } from "../commands/inbox.ts";
import { init } from "../commands/init.ts";
import { open } from "../commands/open.ts";
import { send } from "../commands/send.ts";
import { status } from "../commands/status.ts";
import { takeBack } from "../commands/take-back.ts";
import { trace } from "../commands/trace.ts";
import { exitCodes } from "../exit-codes.ts";
import { sentenceFor } from "../sentences.ts";
import { writeWhole } from "../write-whole.ts";
import { forPage, leakLikePeopleDo, shrinkToThumbnail } from "./damage.ts";
import { drawPicture } from "./picture.ts";
import { type ReportCase, reportHtml } from "./report-html.ts";
import { newFolder, setStage, shown, type Stage } from "./stage.ts";

export interface DemoParams {
  readonly photo?: string | undefined;
  readonly out: string;
}

const people = ["ben", "chloe"] as const;
type Person = (typeof people)[number];

const SentJson = v.object({ id: v.string() });
const InviteJson = v.object({ link: v.string() });
const InboxJson = v.object({
  messages: v.array(v.object({ id: v.string(), outgoing: v.boolean(), content: v.object({ kind: v.string() }) })),
});
const TraceJson = v.object({
  verdict: v.string(),
  recipient: v.nullable(v.string()),
  leakInOriginal: v.optional(v.array(v.tuple([v.number(), v.number()]))),
});

/** Counts two answers of a person as one: their names begin with a capital in the story. */
const called = (person: string): string => person.charAt(0).toUpperCase() + person.slice(1);

async function introduce(stage: Stage, server: string): Promise<void> {
  for (const name of ["ana", ...people]) {
    await stage.play(name, `init --server ${server} --handle ${name}`, (context) =>
      init(context, { server, handle: name }),
    );
  }
  for (const name of people) {
    const made = await stage.play(name, "contact invite", (context) => contactInvite(context, {}));
    const { link } = v.parse(InviteJson, made.json);
    await stage.play("ana", `contact add ${link.slice(0, 40)}...`, (context) => contactAdd(context, { invite: link }));
  }
}

async function openAs(stage: Stage, person: Person, file: string): Promise<void> {
  const listed = await stage.play(person, "inbox", (context) => inbox(context, {}));
  const { messages } = v.parse(InboxJson, listed.json);
  const message = messages.find(({ content, outgoing }) => content.kind === "attachment" && !outgoing);
  if (message === undefined) throw new WhosecopyError("internal", "the picture did not arrive");
  const opened = await stage.play(person, `open ${message.id} -o ${shown(file)}`, (context) =>
    open(context, { id: message.id, output: file, yes: true, json: true }),
  );
  for (const line of opened.lines) stage.tell(`    ${line}`);
}

async function refusedOpen(stage: Stage, person: Person, file: string): Promise<string> {
  try {
    await openAs(stage, person, file);
  } catch (error) {
    if (error instanceof WhosecopyError) return sentenceFor(error.code);
    throw error;
  }
  throw new WhosecopyError("internal", "a copy that was taken back was opened");
}

async function traced(
  stage: Stage,
  file: string,
): Promise<{ readonly json: v.InferOutput<typeof TraceJson>; readonly lines: readonly string[] }> {
  const result = await stage.play("ana", `trace ${shown(file)}`, (context) => trace(context, { leak: file }));
  for (const line of result.lines) stage.tell(`    ${line}`);
  return { json: v.parse(TraceJson, result.json), lines: result.lines };
}

/**
 * Plays the whole story with a real server and three real people on this machine: a picture is sent to two, one copy leaks, and the
 * trace says whose it was. Who leaks is drawn by lot and told only at the end.
 */
export async function demo(context: Context, params: DemoParams, tell: (line: string) => void): Promise<CommandResult> {
  const began = context.now();
  const folder = await newFolder(params.out);
  const at = (...parts: string[]): string => join(folder, ...parts);
  const stage = setStage(context, folder, tell);

  const photo = params.photo === undefined ? at("original.jpg") : params.photo;
  if (params.photo === undefined) await writeWhole(photo, encodeJpeg({ picture: drawPicture(), quality: 92 }));
  const original = new Uint8Array(await readFile(photo));
  const { width, height } = await decodePicture(original, { codecs: nodeCodecs });

  tell("A server of our own is starting, with its PostgreSQL. Three people make accounts on it.");
  const server = await startServer({
    dataDir: at("server"),
    port: 0,
    log: null,
    onProgress: (message) => context.progress.update(message, null),
  });
  try {
    await introduce(stage, server.origin);

    tell("");
    tell("Ana sends a picture to Ben and Chloe: three opens each, one week. One upload; two different copies.");
    const sent = await stage.play("ana", `send ${shown(photo)} --to ben --to chloe --opens 3 --expires 7d`, (as) =>
      send(as, { file: photo, to: [...people], opens: 3, expires: "7d", untraceable: true }),
    );
    const { id } = v.parse(SentJson, sent.json);
    tell(`    ${sent.lines[0] ?? ""}`);

    tell("");
    tell("Both open it. To the eye the copies are the same.");
    const copyOf = (person: Person): string => at(`copy-of-${person}.jpg`);
    for (const person of people) await openAs(stage, person, copyOf(person));

    const leaker = people[(systemRandom.bytes(1)[0] ?? 0) & 1] ?? "ben";
    const innocent = leaker === "ben" ? "chloe" : "ben";
    const leak = at("leak.jpg");
    const leakJpeg = await leakLikePeopleDo(new Uint8Array(await readFile(copyOf(leaker))));
    await writeWhole(leak, leakJpeg);
    tell("");
    tell("One copy, drawn by lot, is cropped, made smaller and saved again at a poor quality. It turns up online.");
    const found = await traced(stage, leak);
    const right = found.json.recipient === leaker;
    tell(`  The lot had fallen on ${called(leaker)}. ${right ? "The trace is right." : "The trace did not find it."}`);

    tell("");
    tell(`${called(innocent)}'s own copy is a different one, and the original names nobody:`);
    const other = await traced(stage, copyOf(innocent));
    const unmarked = await traced(stage, photo);

    tell("");
    tell("It has limits. Shrunk to a thumbnail, the mark is gone, and nobody is named:");
    const thumbnail = at("defeated.jpg");
    const thumbnailJpeg = await shrinkToThumbnail(leakJpeg);
    await writeWhole(thumbnail, thumbnailJpeg);
    const defeated = await traced(stage, thumbnail);

    tell("");
    tell("Ana takes the picture back from both.");
    const taken = await stage.play("ana", `take-back ${id}`, (as) => takeBack(as, { id }));
    for (const line of taken.lines) tell(`    ${line}`);
    const refusal = await refusedOpen(stage, innocent, at("refused.jpg"));
    tell(`    ${refusal}`);
    const now = await stage.play("ana", `status ${id}`, (as) => status(as, { id }));
    for (const line of now.lines) tell(`  ${line}`);

    const home = shown(at("ana"));
    const dare = `WHOSECOPY_HOME=${home} npx whosecopy trace ${shown(copyOf(leaker))}`;
    const reportFile = at("report.html");
    const cases = await reportCases({
      leak: { jpeg: leakJpeg, ...found },
      other: { jpeg: new Uint8Array(await readFile(copyOf(innocent))), name: called(innocent), ...other },
      unmarked: { jpeg: original, ...unmarked },
      defeated: { jpeg: thumbnailJpeg, ...defeated },
    });
    const outline = found.json.leakInOriginal?.map(([x, y]) => ({
      x: Math.min(1, Math.max(0, x / width)),
      y: Math.min(1, Math.max(0, y / height)),
    }));
    const page = {
      original: await forPage(original),
      originalSize: { width, height },
      outline: outline ?? null,
      cases,
      status: now.lines.map((line) => line.trim()),
      dare,
    };
    await writeWhole(reportFile, reportHtml(page));

    const seconds = Math.round((context.now() - began) / 1000);
    return {
      exit: right ? exitCodes.ok : exitCodes.answerIsNo,
      json: { folder, leaker, traced: found.json.recipient, report: reportFile, seconds },
      lines: [
        "",
        `Everything is in ${shown(folder)}: the copies, the leak, and ${shown(reportFile)}. It took ${seconds} s.`,
        `Now you: edit ${shown(copyOf(leaker))} in any way you like, then`,
        `  ${dare}`,
      ],
    };
  } finally {
    await server.close();
  }
}

interface Shown {
  readonly jpeg: Uint8Array;
  readonly json: v.InferOutput<typeof TraceJson>;
  readonly lines: readonly string[];
}

async function reportCases(shows: {
  readonly leak: Shown;
  readonly other: Shown & { readonly name: string };
  readonly unmarked: Shown;
  readonly defeated: Shown;
}): Promise<readonly ReportCase[]> {
  const asCase = async (title: string, what: string, each: Shown): Promise<ReportCase> => ({
    title,
    what,
    jpeg: await forPage(each.jpeg),
    answer: each.lines[0] ?? "",
    detail: each.lines[1] ?? "",
    attributed: each.json.verdict === "attributed",
  });
  return [
    await asCase("The leak", "Cropped, made smaller, saved again at a poor quality.", shows.leak),
    await asCase(`${shows.other.name}'s copy`, "Opened and left as it is.", shows.other),
    await asCase("The original", "It carries no mark.", shows.unmarked),
    await asCase("A thumbnail", "Made from the leak: too little of the mark is left.", shows.defeated),
  ];
}
