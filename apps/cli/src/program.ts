import { type KeepChoice, keepChoices } from "@whosecopy/check";
import { Command, InvalidArgumentError, Option } from "commander";
import type { CommandResult, Context } from "./command.ts";
import { contactAdd, contactInvite, contactList, contactVerify } from "./commands/contact.ts";
import { check } from "./commands/check.ts";
import { clean } from "./commands/clean.ts";
import { conversationChange, conversationCreate, conversationList } from "./commands/conversation.ts";
import { inbox } from "./commands/inbox.ts";
import { init } from "./commands/init.ts";
import { mark } from "./commands/mark.ts";
import { open } from "./commands/open.ts";
import { send } from "./commands/send.ts";
import { status } from "./commands/status.ts";
import { takeBack } from "./commands/take-back.ts";
import { trace } from "./commands/trace.ts";
import { whoami } from "./commands/whoami.ts";
import { exitCodeMeanings } from "./exit-codes.ts";
import type { PassphraseOption } from "./person-client.ts";
import type { CommonOptions } from "./run.ts";
import { version } from "./version.ts";

// [Note: what every command waits for] Whatever is imported here is loaded before any command begins. What needs the server (Fastify,
// PostgreSQL's client) is imported where it is used: half a second that `inbox` and `trace` should not wait for.

/** Runs a command with the process around it and remembers its exit code. */
export type Runner = (command: (context: Context) => Promise<CommandResult>, options: CommonOptions) => Promise<void>;

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d{1,7}$/.test(text) || value < 1) throw new InvalidArgumentError("a whole number from 1");
  return value;
}

/** What commander hands over is checked by the options it was told; this gives it the type that the command wants. */
type Flags<Command extends (context: Context, params: never) => unknown, Argument extends string = never> = Omit<
  Parameters<Command>[1],
  Argument | "json"
> &
  CommonOptions;

/** A command with the switches that all have: --json, --quiet, and the passphrase file where a store or record is opened. */
function add(parent: Command, nameAndArguments: string, summary: string, examples: readonly string[]): Command {
  return parent
    .command(nameAndArguments)
    .summary(summary)
    .description(`${summary}.`)
    .option("--json", "one JSON document on standard output")
    .option("-q, --quiet", "no progress and no notes")
    .option("--passphrase-file <file>", "first line is the passphrase of the store or record")
    .addHelpText("after", `\nExamples:\n${examples.map((example) => `  $ whosecopy ${example}`).join("\n")}`);
}

function addSending(program: Command, run: Runner): void {
  add(program, "send [file]", "Send a picture or a text, with limits", [
    "send photo.jpg --to ben --to chloe --opens 3 --expires 7d",
    'send --text "the door code is 4711" --to ben --opens 1',
    'send photo.jpg --in "Our trip"',
  ])
    .option("--text <text>", "a text instead of a picture")
    .option("--to <name>", "a contact; several get the same upload and don't see each other", collect)
    .option("--in <conversation>", "a group, by id or name")
    .option("--expires <span>", "how long it can be opened: 30m, 12h, 7d, 2w")
    .option("--opens <count>", "how often each person can open it", wholeNumber)
    .option("--caption <text>", "words beside the picture")
    .addOption(new Option("--receipts <level>", "what you learn of opens").choices(["exact", "day", "none"]))
    .option("--untraceable", "send it also when no leaked copy could be traced")
    .action((file: string | undefined, options: Flags<typeof send, "file">) =>
      run((context) => send(context, { ...options, file }), options),
    );

  add(program, "inbox", "Fetch what waits and list messages", ["inbox", "inbox --in c1 --limit 10 --json"])
    .option("--in <conversation>", "one conversation only")
    .option("--limit <count>", "the newest so many", wholeNumber)
    .option("--offline", "show what is here without asking the server")
    .action((options: Flags<typeof inbox> & { readonly in?: string }) =>
      run((context) => inbox(context, { ...options, conversation: options.in }), options),
    );

  add(program, "open <id>", "Open a copy; what will be reported is said first", ["open m3 -o photo.jpg", "open m4"])
    .option("-o, --output <file>", "where the picture goes; - for standard output")
    .option("-y, --yes", "do not ask before opening")
    .action((id: string, options: Flags<typeof open, "id">) =>
      run((context) => open(context, { ...options, id }), options),
    );

  add(program, "take-back <id>", "Take back what was sent, from everyone or some", [
    "take-back a1",
    "take-back a1 --from ben",
  ])
    .option("--from <name>", "only this person's copy", collect)
    .action((id: string, options: Flags<typeof takeBack, "id">) =>
      run((context) => takeBack(context, { ...options, id }), options),
    );

  add(program, "status [id]", "Show who has a copy and who opened it", ["status", "status a1 --json"]).action(
    (id: string | undefined, options: Flags<typeof status, "id">) =>
      run((context) => status(context, { ...options, id }), options),
  );
}

function addTracing(program: Command, run: Runner): void {
  add(program, "trace <leak>", "Find whose copy a leaked picture is", [
    "trace leak.jpg",
    "trace leak.jpg --record copies/record.whosecopy --json",
    "trace leak.jpg --report findings --first-seen 2026-11-03",
    'trace leak.jpg --sent a1 --corners "12,8 610,15 604,420 9,409"',
  ])
    .option("--record <file>", "the record that `mark` wrote; otherwise all that you sent is searched")
    .option("--sent <id>", "only one thing that you sent")
    .option("--report <place>", "also write a page and a picture of what was found: a folder, or a file.html")
    .option("--force", "let --report write over what is there")
    .option("--first-seen <time>", "when the leak was first seen (2026-11-03, 2026-11-03T14:00Z); now if left out")
    .option(
      "--corners <points>",
      "where the corners of what you sent lie in the leak, when it is not found by itself: x,y in pixels, clockwise from the top left; they may lie outside",
    )
    .option("--region <points>", "the same points in what you sent, when you can only see a part of it")
    .action((leak: string, options: Flags<typeof trace, "leak">) =>
      run((context) => trace(context, { ...options, leak }), options),
    );

  add(program, "mark <photo>", "Write one marked copy per name, without a server", [
    "mark photo.jpg --to Ben --to Chloe --out copies",
  ])
    .requiredOption("--to <name>", "who gets a copy; several are allowed", collect)
    .requiredOption("--out <dir>", "folder for the copies and record.whosecopy")
    .option("--quality <number>", "of the JPEGs, 1 to 100 (default that of the picture, 75 to 95)", wholeNumber)
    .action((photo: string, options: Flags<typeof mark, "photo">) =>
      run((context) => mark(context, { ...options, photo }), options),
    );
}

function keepChoice(text: string, before: readonly KeepChoice[] = []): readonly KeepChoice[] {
  const chosen = text.split(",").map((word) => {
    const choice = keepChoices.find((one) => one === word.trim());
    if (choice === undefined) throw new InvalidArgumentError(`one or more of ${keepChoices.join(", ")}`);
    return choice;
  });
  return [...before, ...chosen];
}

function addChecking(program: Command, run: Runner): void {
  add(program, "check <path...>", "Show what files give away: place, names, devices, hidden things", [
    "check holiday.jpg",
    "check ~/Pictures --json",
    "check holiday.jpg --content",
  ])
    .option("--content", "also look at what pictures show: faces, text, card and account numbers, codes")
    .option("--values", "also show what exactly was found")
    .action((paths: readonly string[], options: Flags<typeof check, "paths">) =>
      run((context) => check(context, { ...options, paths }), options),
    );

  add(program, "clean <path...>", "Remove what files give away, without touching picture, sound or text", [
    "clean holiday.jpg --out cleaned",
    "clean slides.pptx --out cleaned --keep notes",
    "clean ~/Pictures --in-place-with-backup --keep orientation,date",
  ])
    .option("--out <dir>", "folder for the cleaned files; originals are never touched")
    .option("--in-place-with-backup", "put the cleaned file in the original's place and keep that as NAME.original")
    .option("--keep <what>", `what shall stay: ${keepChoices.join(", ")}`, keepChoice)
    .option("--keep-notes", "the same as --keep notes")
    .option("--remove-all", "don't ask about notes, hidden slides, comments and attached files: remove them")
    .action(
      (
        paths: readonly string[],
        options: CommonOptions & {
          readonly out?: string;
          readonly inPlaceWithBackup?: boolean;
          readonly keep?: readonly KeepChoice[];
          readonly keepNotes?: boolean;
          readonly removeAll?: boolean;
        },
      ) => {
        const keep = [...(options.keep ?? []), ...(options.keepNotes === true ? (["notes"] as const) : [])];
        const inPlace = options.inPlaceWithBackup === true;
        return run((context) => clean(context, { ...options, paths, keep, inPlace }), options);
      },
    );
}

function addPeople(program: Command, run: Runner): void {
  add(program, "init", "Make an account on a server, with this machine as its device", [
    "init --server http://localhost:8787 --handle ana",
  ])
    .requiredOption("--server <url>", "the home server")
    .requiredOption("--handle <name>", "your name there: a-z, 0-9, dot, dash, underscore")
    .action((options: Flags<typeof init>) => run((context) => init(context, options), options));

  add(program, "whoami", "Say whose store this is", ["whoami"]).action((options: Flags<typeof whoami>) =>
    run((context) => whoami(context, options), options),
  );

  const contact = program.command("contact").description("Add people, list them, compare safety numbers.");
  add(contact, "invite", "Print the invite that others add you by", ["contact invite"]).action(
    (options: Flags<typeof contactInvite>) => run((context) => contactInvite(context, options), options),
  );
  add(contact, "add <invite>", "Add a person from their invite", [
    "contact add http://localhost:8787/i#o2F2AW...",
  ]).action((invite: string, options: Flags<typeof contactAdd, "invite">) =>
    run((context) => contactAdd(context, { ...options, invite }), options),
  );
  add(contact, "list", "List your contacts", ["contact list"]).action((options: Flags<typeof contactList>) =>
    run((context) => contactList(context, options), options),
  );
  add(contact, "verify <name>", "Show the safety number to compare in person", [
    "contact verify ben",
    "contact verify ben --same",
  ])
    .option("--same", "you compared it and it is the same")
    .action((name: string, options: Flags<typeof contactVerify, "name">) =>
      run((context) => contactVerify(context, { ...options, name }), options),
    );

  const conversation = program
    .command("conversation")
    .description("Groups: make them, list them, change who is in them.");
  add(conversation, "create", "Make a group", ['conversation create --with ben --with chloe --name "Our trip"'])
    .requiredOption("--with <name>", "a contact; several are allowed", collect)
    .option("--name <name>", "what members see")
    .action((options: Flags<typeof conversationCreate>) =>
      run((context) => conversationCreate(context, options), options),
    );
  add(conversation, "list", "List your conversations", ["conversation list"]).action(
    (options: Flags<typeof conversationList>) => run((context) => conversationList(context, options), options),
  );
  for (const change of ["add", "remove"] as const) {
    const summary =
      change === "add" ? "Add people to a group" : "Remove people from a group and close their unopened copies";
    add(conversation, `${change} <conversation> <people...>`, summary, [
      `conversation ${change} "Our trip" dan`,
    ]).action((id: string, who: readonly string[], options: CommonOptions & PassphraseOption) =>
      run((context) => conversationChange(context, { ...options, change, conversation: id, people: who }), options),
    );
  }
}

function addServer(program: Command, run: Runner, tell: (line: string) => void): void {
  // Its flags are the server's own, told by its own --help: one list for this command and for the server by itself.
  program
    .command("serve [flags...]")
    .summary("Run a server (see whosecopy serve --help)")
    .helpOption(false)
    .allowUnknownOption()
    .action((flags: readonly string[]) => {
      const json = flags.includes("--json");
      const args = flags.filter((flag) => flag !== "--json");
      const started = (origin: string): void => (json ? tell(JSON.stringify({ origin })) : undefined);
      return run(async (context) => (await import("./commands/serve.ts")).serve(context, { args, started }), {});
    });

  const admin = program.command("admin").description("For whoever runs a server.");
  add(
    admin,
    "reconcile",
    "After a database was restored: replay the release journal, then let shares be released again",
    ["admin reconcile --data /srv/whosecopy"],
  )
    .option("--data <dir>", "data folder (or WHOSECOPY_DATA)")
    .action((options: CommonOptions & { readonly data?: string }) =>
      run(async (context) => (await import("./commands/reconcile.ts")).reconcile(context, options), options),
    );
}

/** The whole command line. */
export function buildProgram(run: Runner, tell: (line: string) => void): Command {
  const program = new Command("whosecopy")
    .description("Private pictures and messages that stay yours after you send them.")
    .version(version)
    .showSuggestionAfterError()
    .showHelpAfterError("(whosecopy --help shows what there is)")
    .addHelpText(
      "after",
      `
Exit codes:
${exitCodeMeanings.map(([code, meaning]) => `  ${String(code).padEnd(4)} ${meaning}`).join("\n")}

WHOSECOPY_HOME selects your store, so that several people can live on one machine.
Begin with: whosecopy demo`,
    );
  addSending(program, run);
  addTracing(program, run);
  addChecking(program, run);
  addPeople(program, run);
  addServer(program, run, tell);
  add(program, "demo [photo]", "Play the whole story on this machine, in under a minute", ["demo", "demo holiday.jpg"])
    .option("--out <dir>", "folder for the copies, the leak and the report", "whosecopy-demo")
    .action((photo: string | undefined, options: CommonOptions & { readonly out: string }) => {
      const audience = options.json === true ? () => undefined : tell;
      return run(
        async (context) => (await import("./demo/play.ts")).demo(context, { ...options, photo }, audience),
        options,
      );
    });
  return program;
}
