import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Client, PolicyChoice, Recipients } from "@whosecopy/client";
import { WhosecopyError } from "@whosecopy/protocol";
import type { CommandResult, Context } from "../command.ts";
import { parseDuration } from "../duration.ts";
import { exitCodes } from "../exit-codes.ts";
import { KeptError } from "../kept-error.ts";
import { type PassphraseOption, withClient } from "../person-client.ts";
import { capacityLine } from "../trace-words.ts";
import { messageJson } from "./inbox.ts";

export interface SendCommandParams extends PassphraseOption {
  readonly file?: string | undefined;
  readonly text?: string;
  readonly to?: readonly string[];
  readonly in?: string;
  readonly expires?: string;
  readonly opens?: number;
  readonly caption?: string;
  readonly receipts?: "exact" | "day" | "none";
  readonly untraceable?: boolean;
}

const stageWords = {
  encoding: "Marking",
  uploading: "Uploading",
  copies: "Sealing copies",
  messages: "Sending",
} as const;
/** Where each stage lies in the whole, so that the bar never goes back. */
const stageSpans = { encoding: [0, 0.5], uploading: [0.5, 0.9], copies: [0.9, 0.97], messages: [0.97, 1] } as const;

function recipients(params: SendCommandParams): Recipients {
  const people = params.to ?? [];
  if (params.in !== undefined) {
    if (people.length > 0) throw new WhosecopyError("bad-input", "give either --to or --in, not both");
    return { conversation: params.in };
  }
  if (people.length === 0) throw new WhosecopyError("bad-input", "say who it is for: --to NAME, or --in CONVERSATION");
  return { to: people };
}

function policyOf(params: SendCommandParams, nowMs: number): PolicyChoice {
  return {
    ...(params.opens === undefined ? {} : { opens: params.opens }),
    ...(params.expires === undefined ? {} : { expiresAtMs: nowMs + parseDuration(params.expires) }),
    ...(params.receipts === undefined ? {} : { receipts: params.receipts }),
  };
}

/**
 * Does the sending; when it fails in a way that may pass, says whether it was stored before: a person who sends it again would
 * send it twice.
 */
async function orSayWhatIsKept<Result>(client: Client, nowMs: number, sending: () => Promise<Result>): Promise<Result> {
  try {
    return await sending();
  } catch (error) {
    const stopped = error instanceof WhosecopyError && error.code === "cancelled";
    if (!(error instanceof WhosecopyError) || !(error.retryable || stopped)) throw error;
    const texts = await client.inbox();
    const pictures = await client.listSent();
    const kept =
      texts.some(({ outgoing, state, sentAtMs }) => outgoing && state === "sending" && sentAtMs >= nowMs) ||
      pictures.some(({ stage, createdAtMs }) => stage === "sending" && createdAtMs >= nowMs);
    // Ctrl-C before anything was stored has simply stopped it.
    throw stopped && !kept ? error : new KeptError(error, kept);
  }
}

/**
 * What came meanwhile, and what waits to go out.
 *
 * @returns what kept it from the server: a text is stored all the same
 */
async function syncIfReached(client: Client, signal: AbortSignal): Promise<WhosecopyError | null> {
  try {
    await client.sync({ signal });
    return null;
  } catch (error) {
    if (!(error instanceof WhosecopyError) || !error.retryable) throw error;
    return error;
  }
}

/** Sends a picture or a text, with the limits that were chosen. */
export async function send(context: Context, params: SendCommandParams): Promise<CommandResult> {
  const { file, text } = params;
  if ((file === undefined) === (text === undefined)) {
    throw new WhosecopyError("bad-input", "give a picture, or a text with --text");
  }
  const to = recipients(params);
  const policy = policyOf(params, context.now());
  // Read before the store is opened: a wrong path should say so at once.
  const bytes = file === undefined ? undefined : new Uint8Array(await readFile(file));
  return withClient(context, params, async (client) => {
    const beganMs = context.now();
    const away = await syncIfReached(client, context.signal);
    if (text !== undefined) {
      const messages = await orSayWhatIsKept(client, beganMs, () =>
        client.sendText({ ...to, text, policy, signal: context.signal }),
      );
      return {
        exit: exitCodes.ok,
        json: { messages: messages.map(messageJson) },
        lines: [`Sent: ${messages.map(({ id }) => id).join(", ")}`],
      };
    }
    // A copy is made for the members that a conversation has now, which only the server can tell.
    if (away !== null) throw new KeptError(away, false);
    const sent = await orSayWhatIsKept(client, beganMs, () =>
      client.sendPicture({
        ...to,
        bytes: bytes ?? new Uint8Array(),
        name: basename(file ?? ""),
        policy,
        ...(params.caption === undefined ? {} : { caption: params.caption }),
        ...(params.untraceable === undefined ? {} : { allowUntraceable: params.untraceable }),
        onProgress: ({ stage, done }) => {
          const [from, until] = stageSpans[stage];
          context.progress.update(stageWords[stage], from + (until - from) * done);
        },
        signal: context.signal,
      }),
    );
    return {
      exit: exitCodes.ok,
      json: {
        id: sent.id,
        messages: sent.messages.map(messageJson),
        capacity: sent.capacity,
        markPsnrDb: sent.psnrDb,
        uploadBytes: sent.blobBytes,
      },
      lines: [
        `Sent as ${sent.id}. ${capacityLine(sent.capacity)}`,
        "Nobody can stop a camera pointed at a screen.",
        `  whosecopy status ${sent.id}`,
        `  whosecopy take-back ${sent.id}`,
      ],
    };
  });
}
