import { type AppState, startingState } from "../engine/app-engine.ts";

const day = Date.UTC(2026, 9, 3, 12);
const hostile = "<img src=x onerror=alert(1)> \u202Egnp.exe";

const ready: AppState = {
  stage: "ready",
  error: null,
  connection: "online",
  recoveryKey: null,
  accounts: [
    { id: "own", handle: "ana", kind: "own" },
    { id: "practice-1", handle: "mira.7k3a", kind: "practice" },
  ],
  current: "own",
  people: [
    { name: "ben", invited: true, verified: true, keysChanged: true, practice: false },
    { name: "mira.7k3a", invited: true, verified: false, keysChanged: false, practice: true },
    { name: "chloe", invited: false, verified: false, keysChanged: false, practice: false },
  ],
  conversations: [
    {
      id: "c1",
      name: null,
      members: ["ben"],
      left: false,
      messages: [
        message("m1", { kind: "text", text: "Are you there?" }, { from: "ben", outgoing: false }),
        message("m2", { kind: "text", text: `Yes. ${"A longer line that has to break somewhere. ".repeat(4)}` }),
        message("m3", copy("From the garden", null)),
        message("m4", copy(hostile, "new"), { from: "ben", outgoing: false }),
        message("m5", copy(null, "taken-back"), { from: "ben", outgoing: false }),
        message("m6", { kind: "text", text: "Not yet on its way" }, { delivery: "sending" }),
        message("m7", { kind: "unreadable", code: "message-refused" }, { from: "ben", outgoing: false }),
      ],
    },
    {
      id: "c2",
      name: "Printing",
      members: ["ben", "chloe"],
      left: true,
      messages: [message("m8", { kind: "members", added: ["chloe"], removed: [] })],
    },
  ],
};

function copy(caption: string | null, stage: "new" | "taken-back" | null) {
  return { kind: "copy", media: "picture", name: "IMG_0001.jpg", caption, stage } as const;
}

type Message = AppState["conversations"][number]["messages"][number];

function message(id: string, content: Message["content"], other: Partial<Message> = {}): Message {
  return { id, from: "ana", outgoing: true, atMs: day, delivery: "sent", error: null, content, ...other };
}

/** States that tests look at, by name. */
export const scenes = {
  starting: startingState,
  elsewhere: { ...startingState, stage: "elsewhere", error: "store-busy" },
  broken: { ...startingState, stage: "broken", error: "store-damaged" },
  welcome: { ...startingState, stage: "welcome" },
  recovery: {
    ...startingState,
    stage: "recovery",
    recoveryKey: Array.from({ length: 12 }, () => "7QK2M").join("-"),
    accounts: ready.accounts.slice(0, 1),
    current: "own",
  },
  alone: { ...ready, accounts: ready.accounts.slice(0, 1), people: [], conversations: [] },
  ready,
  // The same, with other answers of a trace.
  unrecognised: ready,
  unnamed: ready,
  practice: { ...ready, current: "practice-1", connection: "offline" },
} as const satisfies Record<string, AppState>;

export type Scene = keyof typeof scenes;

/** What traces answer in a scene. */
export const verdicts = { unrecognised: "not-this-picture", unnamed: "not-attributed" } as const;
