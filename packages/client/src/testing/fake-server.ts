import { generateSigningKey, readProofHeader, systemRandom } from "@whosecopy/crypto";
import { nodeSignatures } from "@whosecopy/crypto/node";
import {
  parseAs,
  proofHeader,
  type Route,
  type RouteName,
  routes,
  toId32,
  utf8,
  WhosecopyError,
} from "@whosecopy/protocol";
import type { Transport, TransportAnswer, TransportRequest } from "../server/transport.ts";
import { fakeAccounts } from "./fake-accounts.ts";
import { fakeConversations } from "./fake-conversations.ts";
import { fakeCopies } from "./fake-copies.ts";
import type { FakeCaller, FakeState } from "./fake-state.ts";

type Handler = (state: FakeState, input: never, caller: FakeCaller) => unknown;
const handlers: Partial<Record<RouteName, Handler>> = { ...fakeAccounts, ...fakeConversations, ...fakeCopies };

/** Keeps the routes' contract in memory: ids make every request repeatable, epochs and send indexes are checked. */
export interface FakeServer {
  readonly origin: string;
  readonly state: FakeState;
  readonly transport: Transport;
}

const origin = "http://fake.test";

export function fakeServer(nowMs: () => number): FakeServer {
  return serverOver({
    origin,
    hostKey: generateSigningKey(systemRandom),
    signatures: nodeSignatures,
    nowMs,
    accounts: new Map(),
    handles: new Map(),
    conversations: new Map(),
    blobs: new Map(),
    copies: new Map(),
  });
}

/** The server that goes on from a state. */
export function serverOver(state: FakeState): FakeServer {
  return {
    origin,
    state,
    transport: {
      request: (request) => answer(state, request),
      wake: () => ({ close: () => undefined }),
    },
  };
}

/** Which route a request is for. */
function routeOf(request: Pick<TransportRequest, "method" | "url">): {
  readonly name: RouteName;
  readonly params: Record<string, string>;
  readonly query: Record<string, string>;
} {
  const url = new URL(request.url);
  const parts = url.pathname.split("/");
  for (const [name, route] of Object.entries(routes)) {
    const wanted = route.path.split("/");
    const fits =
      route.method === request.method &&
      wanted.length === parts.length &&
      wanted.every((part, i) => part.startsWith(":") || part === parts[i]);
    if (!fits) continue;
    const params = Object.fromEntries(
      wanted.flatMap((part, i) => (part.startsWith(":") ? [[part.slice(1), parts[i] ?? ""]] : [])),
    ) as Record<string, string>;
    return { name: name as RouteName, params, query: Object.fromEntries(url.searchParams) };
  }
  throw new WhosecopyError("not-found", `no route ${request.method} ${url.pathname}`);
}

async function answer(state: FakeState, request: TransportRequest): Promise<TransportAnswer> {
  try {
    const { name, params, query } = routeOf(request);
    const route: Route = routes[name];
    const handler = handlers[name];
    if (handler === undefined) throw new WhosecopyError("internal", `the fake server has no ${name}`);
    const body =
      route.body === "none"
        ? undefined
        : route.body === "bytes"
          ? request.body
          : parseAs(route.body, JSON.parse(new TextDecoder().decode(request.body)));
    const input = { params: parseAs(route.params, params), query: parseAs(route.query, query), body };
    const said = await handler(state, input as never, callerOf(request, route));
    if (route.answer === "bytes") return { status: 200, body: said as Uint8Array };
    return { status: 200, body: utf8(JSON.stringify(parseAs(route.answer, said))) };
  } catch (error) {
    if (!(error instanceof WhosecopyError)) throw error;
    const { code, message, retryable, httpStatus } = error;
    return { status: httpStatus, body: utf8(JSON.stringify({ error: { code, message, retryable } })) };
  }
}

function callerOf(request: TransportRequest, route: Route): FakeCaller {
  const header = request.headers[proofHeader];
  if (header === undefined) {
    if (route.auth === "device") throw new WhosecopyError("signature-invalid", "no proof");
    return { acct: "", device: "" };
  }
  const { proof } = readProofHeader(header);
  return { acct: toId32(proof.acct), device: toId32(proof.device) };
}
