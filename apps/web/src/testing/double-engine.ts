import { type ErrorCode, WhosecopyError } from "@whosecopy/protocol";
import type { AppEngine, AppState, PolicyView, TraceResult } from "../engine/app-engine.ts";

/**
 * A stand-in for the engine in tests of screens: it holds one state, answers everything at once, and knows nothing of keys,
 * servers or pictures. It is never part of the app.
 *
 * @param failure when given, everything that could fail fails with it
 */
export function doubleEngine(params: {
  readonly state: AppState;
  readonly picture: Uint8Array;
  readonly failure: ErrorCode | null;
  /** What traces answer; "attributed" when left out. */
  readonly verdict?: TraceResult["verdict"];
}): AppEngine {
  const { state, picture, failure, verdict = "attributed" } = params;
  const answer = <Value>(value: Value): Promise<Value> =>
    failure === null ? Promise.resolve(value) : Promise.reject(new WhosecopyError(failure, "as the test wants it"));
  const policy: PolicyView = {
    opens: 3,
    expiresAtMs: Date.UTC(2126, 9, 10, 12),
    opensFromMs: null,
    mayBeSaved: false,
    reported: "day",
    marked: true,
  };
  const sent = {
    id: "a1",
    shownIn: { conversation: "c1", message: "m3" },
    name: null,
    caption: "From the garden",
    atMs: Date.UTC(2026, 9, 3, 12),
  };
  const map = {
    picture,
    outline: [
      { x: 0.02, y: 0.05 },
      { x: 0.62, y: 0.03 },
      { x: 0.64, y: 0.96 },
      { x: 0.03, y: 0.98 },
    ],
    pictureInLeak: [
      { x: 40, y: 30 },
      { x: 900, y: 30 },
      { x: 900, y: 390 },
      { x: 40, y: 390 },
    ],
    matchedFraction: 0.61,
    match: {
      matchedFraction: 0.61,
      markLeft: 0.8,
      mirrored: false,
      original: { width: 640, height: 420 },
      leakInOriginal: [],
      originalInLeak: [],
      tiles: {
        columns: 0,
        rows: 0,
        tileWidth: 16,
        tileHeight: 16,
        legibility: new Uint8Array(),
        mark: new Uint8Array(),
      },
    },
  };
  const opened = [
    { is: "before", atMs: Date.UTC(2026, 9, 4), precision: "day" },
    { is: "not-before", laterMs: null, claimed: 1 },
  ] as const;
  const traces = {
    attributed: {
      verdict: "attributed",
      names: [
        { name: "ben", log10Bound: -12, people: 3, searches: 1, opened: opened[0] },
        { name: "chloe", log10Bound: -10, people: 3, searches: 1, opened: opened[1] },
      ],
      sent,
      map,
    },
    "not-attributed": {
      verdict: "not-attributed",
      sent,
      map,
      hints: ["larger-part", "better-quality", "perhaps-unmarked"],
    },
    "not-this-picture": { verdict: "not-this-picture" },
  } as const;
  return {
    state: () => state,
    subscribe: () => () => undefined,
    start: () => Promise.resolve(),
    createAccount: () => answer(undefined),
    keepRecoveryKey: () => Promise.resolve(),
    addPracticeFriends: () => answer(undefined),
    removePracticeFriends: () => answer(undefined),
    switchAccount: () => Promise.resolve(),
    refresh: () => answer(undefined),
    makeInvite: () => answer({ link: `https://copies.example.org/i#${"A1b2C3d4".repeat(18)}` }),
    readInvite: () => answer({ handle: "ben", host: "https://copies.example.org" }),
    addContact: () => answer({ name: "ben" }),
    safetyNumber: () => answer(Array.from({ length: 12 }, (_, n) => String(10_000 + 7_351 * n)).join(" ")),
    markVerified: () => answer(undefined),
    sendText: () => answer(undefined),
    provesWhat: () => answer({ proves: "good", colluders: 3, leastShare: 0.04, log10Bound: -9 } as const),
    sendPicture: () => answer({ conversation: "c1", message: "m3" }),
    previewCopy: () =>
      answer({ from: "ben", media: "picture", policy, opensLeft: 2, host: "copies.example.org" } as const),
    openCopy: () => answer({ bytes: picture, media: "picture", opensLeft: 1, policy } as const),
    sentItem: () =>
      answer({
        ...sent,
        media: "picture",
        copies: [
          {
            to: "ben",
            stage: "opened",
            opens: [{ n: 1, atMs: sent.atMs, proven: true }],
            unproven: 1,
            policy,
            practice: false,
          },
          { to: "mira.7k3a", stage: "sent", opens: [], unproven: 0, policy, practice: true },
          { to: "chloe", stage: "taken-back", opens: [], unproven: 0, policy, practice: false },
        ],
      } as const),
    takeBack: () => answer({ opened: ["ben"] }),
    leakForMe: () => answer({ bytes: picture, damage: ["cropped", "recompressed"] } as const),
    trace: () => answer(traces[verdict]),
    traceReport: () => answer({ page: "<!doctype html>", picture }),
    sentPictures: () => answer([sent, { ...sent, id: "a2", caption: null }]),
    sentPreview: () => answer(picture),
  };
}
