import type { AttributedView } from "@whosecopy/client";
import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import type {
  AppOperations,
  HandPlacement,
  Limits,
  Outline,
  Recipients,
  SentSummary,
  TraceResult,
} from "../../engine/app-engine.ts";
import type { Account, HostPorts } from "./accounts.ts";
import { leakMap } from "./leak-map.ts";
import { takeFriendsCopy } from "./friends-copy.ts";
import { mediaOf, policyView, sentCopyView } from "./views.ts";

type CopyOperations = Pick<
  AppOperations,
  | "sendText"
  | "provesWhat"
  | "sendPicture"
  | "previewCopy"
  | "openCopy"
  | "sentItem"
  | "takeBack"
  | "leakForMe"
  | "trace"
  | "traceReport"
  | "sentPictures"
  | "sentPreview"
>;

/** Sending, opening, taking back and tracing, as the account that is looked through. */
export function copyOperations(host: {
  readonly ports: HostPorts;
  readonly self: () => Account;
  readonly accounts: () => readonly Account[];
  readonly changed: <Result>(work: Promise<Result>) => Promise<Result>;
}): CopyOperations {
  const { ports, self, accounts, changed } = host;
  const isPractice = (name: string) => accounts().some(({ kind, handle }) => kind === "practice" && handle === name);
  return {
    async sendText({ text, limits, ...recipients }) {
      await changed(self().client.sendText({ ...named(recipients), text, policy: policyOf(limits) }));
    },
    // Picture code comes with the first picture.
    async provesWhat(params) {
      const { provesWhat } = await import("./proof.ts");
      return provesWhat(params, ports.codecs);
    },
    async sendPicture({ bytes, name, caption, limits, ...recipients }, options) {
      const sent = await changed(
        self().client.sendPicture({
          ...named(recipients),
          bytes,
          ...(name === null ? {} : { name }),
          ...(caption === null ? {} : { caption }),
          policy: policyOf(limits),
          onProgress: ({ stage, done }) => options?.onProgress?.({ step: stage, done }),
          ...cancelOf(options),
        }),
      );
      const [first] = sent.messages;
      return { conversation: first?.conversation?.id ?? null, message: first?.id ?? null };
    },
    async previewCopy({ message }, options) {
      const preview = await changed(self().client.previewCopy({ message, ...cancelOf(options) }));
      const { from, media, policy, opensLeft, host } = preview;
      return { from, media: mediaOf(media), policy: policyView(policy), opensLeft, host: new URL(host).host };
    },
    async openCopy({ message }, options) {
      const opened = await changed(
        self().client.openCopy({
          message,
          onProgress: (done) => options?.onProgress?.(done),
          ...cancelOf(options),
        }),
      );
      const { bytes, mediaType, opensLeft, policy } = opened;
      return { bytes, media: mediaOf(mediaType), opensLeft, policy: policyView(policy) };
    },
    async sentItem({ id }, options) {
      const { client } = self();
      const message = (await client.inbox()).find((each) => each.id === id);
      if (message?.content.kind !== "attachment") throw new WhosecopyError("not-found", "nothing was sent with it");
      const { media, name, caption } = message.content;
      const copies = (await client.status({ id, ...cancelOf(options) })).map((copy) =>
        sentCopyView(copy, isPractice(copy.to)),
      );
      return { id, media: mediaOf(media), name, caption, atMs: message.acceptedAtMs ?? message.sentAtMs, copies };
    },
    async takeBack({ id, from }, options) {
      const { client } = self();
      const { copies } = await changed(
        client.takeBack({ id, ...(from === null ? {} : { from }), ...cancelOf(options) }),
      );
      const contacts = await client.contacts();
      const opened = copies.filter(({ releases }) => releases > 0);
      return {
        opened: opened.flatMap(({ acct }) =>
          contacts.filter((each) => equalBytes(each.acct, acct)).map(({ name }) => name),
        ),
      };
    },
    async leakForMe({ id }, options) {
      const jpeg = await takeFriendsCopy({ self: self(), accounts: accounts(), id }, options);
      options?.onProgress?.(0.8);
      const { damageLikePeople } = await import("./damage.ts");
      return damageLikePeople(jpeg, ports.codecs);
    },
    async trace({ leak, id, placement, firstSeen }, options) {
      const found = await self().client.trace({
        leak,
        ...(id === null ? {} : { id }),
        ...(placement === null ? {} : { placement: placementOf(placement) }),
        ...(firstSeen === null ? {} : { firstSeen }),
        onProgress: ({ stage, done }) => options?.onProgress?.({ step: stage, done }),
        ...cancelOf(options),
      });
      if (found.verdict === "not-this-picture") return found;
      const traced = found.verdict === "attributed" ? (found.attributed[0]?.sent ?? null) : found.sent;
      const map = leakMap(found.match, found.original);
      const sent = await summaryOf(self(), traced);
      if (found.verdict === "not-attributed") return { verdict: found.verdict, sent, map, hints: found.hints };
      return { verdict: found.verdict, names: found.attributed.map(namedView), sent, map };
    },
    // Drawing comes with the first report.
    async traceReport({ leak, map, words }, options) {
      const { drawReport } = await import("./report.ts");
      return drawReport({ leak, map, words, codecs: ports.codecs, ...cancelOf(options) });
    },
    async sentPictures() {
      const account = self();
      const pictures = (await account.client.listSent()).filter(({ media }) => media === "image/jpeg").reverse();
      const summaries = await Promise.all(pictures.map(({ id }) => summaryOf(account, id)));
      return summaries.filter((summary) => summary !== null);
    },
    sentPreview: ({ id }) => self().client.sentPreview(id),
  };
}

type Named = Extract<TraceResult, { verdict: "attributed" }>["names"][number];

function namedView({ name, log10Bound, accounting, opened }: AttributedView): Named {
  return { name, log10Bound, people: accounting.words, searches: accounting.attempt, opened };
}

function placementOf({ leak, original }: HandPlacement) {
  const points = (outline: Outline) => outline.map(({ x, y }) => [x, y] as const);
  return { unit: "share", leak: points(leak), original: points(original) } as const;
}

async function summaryOf({ client }: Account, id: string | null): Promise<SentSummary | null> {
  const sent = (await client.listSent()).find((each) => each.id === id);
  if (sent === undefined) return null;
  const carrier = (await client.inbox()).find(
    ({ outgoing, content }) =>
      outgoing && content.kind === "attachment" && equalBytes(content.attachment, sent.attachment),
  );
  const conversation = carrier?.conversation?.id;
  const shownIn = carrier === undefined || conversation === undefined ? null : { conversation, message: carrier.id };
  return { id: sent.id, shownIn, name: sent.name, caption: sent.caption, atMs: sent.createdAtMs };
}

function named(recipients: Recipients): Recipients {
  return recipients.conversation === undefined ? { to: recipients.to } : { conversation: recipients.conversation };
}

function policyOf({ opens, expiresAtMs }: Limits) {
  return { ...(opens === null ? {} : { opens }), ...(expiresAtMs === null ? {} : { expiresAtMs }) };
}

/** A signal only where there is one. */
function cancelOf(options: { readonly signal?: AbortSignal | undefined } | undefined): {
  readonly signal?: AbortSignal;
} {
  return options?.signal === undefined ? {} : { signal: options.signal };
}
