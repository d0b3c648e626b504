import { proveRequest, type Random, type Signatures } from "@whosecopy/crypto";
import {
  ErrorAnswer,
  parseAs,
  proofHeader,
  type Route,
  type RouteAnswer,
  type RouteInput,
  type RouteName,
  type Routes,
  routes,
  utf8,
  WhosecopyError,
} from "@whosecopy/protocol";
import * as v from "valibot";
import type { Clock } from "../clock.ts";
import { withRetries } from "./retry.ts";
import type { Transport } from "./transport.ts";

/** Who signs requests: a device of an account. */
interface Caller {
  readonly acct: Uint8Array;
  readonly device: Uint8Array;
  readonly deviceSecret: Uint8Array;
  readonly chainVersion: number;
}

/** What a call needs of the world. */
export interface CallContext {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly signatures: Signatures;
}

/** Only the parts of a route's input that say something. */
type Needed<R extends Route> = {
  [Part in "params" | "query" | "body" as keyof RouteInput<R>[Part] extends never ? never : Part]: RouteInput<R>[Part];
};

export type Call<Name extends RouteName> = Needed<Routes[Name]> & {
  readonly signal?: AbortSignal;
  /** How often to try again when the network or the server fails; every route may be repeated. Default 4. */
  readonly retries?: number;
};

/**
 * Calls one route of a server: signs it, sends it, tries again with pauses when that can help, and reads the answer by its
 * schema.
 *
 * @throws WhosecopyError the server's code; "network" or "cancelled"; "server-unavailable" for every answer that is not
 * this protocol's, whatever its status: it says nothing about what was asked, so what was to be sent must be kept
 */
export async function callRoute<Name extends RouteName>(
  context: CallContext,
  target: { readonly origin: string; readonly caller: Caller | null; readonly name: Name },
  input: Call<Name>,
): Promise<RouteAnswer<Routes[Name]>> {
  const route: Route = routes[target.name];
  const { params = {}, query = {}, body } = input as { params?: object; query?: object; body?: unknown };
  const path = pathOf(route, parseAs(route.params, params), parseAs(route.query, query));
  const bytes = bodyOf(route, body);
  const sendOnce = async () => {
    const headers: Record<string, string> = {};
    if (bytes !== undefined) {
      headers["content-type"] = route.body === "bytes" ? "application/octet-stream" : "application/json";
    }
    if (target.caller !== null && route.auth === "device") {
      // A proof is good for one try: its nonce is remembered by the server.
      headers[proofHeader] = proofOf(context, { ...target, caller: target.caller, route, path, bytes });
    }
    const answer = await context.transport.request({
      method: route.method,
      url: target.origin + path,
      headers,
      ...(bytes === undefined ? {} : { body: bytes }),
      ...(input.signal === undefined ? {} : { signal: input.signal }),
    });
    if (answer.status < 200 || answer.status > 299) throw refusalOf(answer.status, answer.body);
    return readAnswer(route, answer.body) as RouteAnswer<Routes[Name]>;
  };
  return withRetries(context, { retries: input.retries ?? 4, signal: input.signal }, sendOnce);
}

/** The text that proves who asks, for one request. */
export function proofOf(
  context: CallContext,
  request: {
    readonly origin: string;
    readonly caller: Caller;
    readonly route: Pick<Route, "method">;
    readonly path: string;
    readonly bytes: Uint8Array | undefined;
  },
): string {
  const { acct, device, deviceSecret, chainVersion } = request.caller;
  return proveRequest({
    host: request.origin,
    acct,
    device,
    deviceSecret,
    chainVersion,
    method: request.route.method,
    path: request.path,
    body: request.bytes ?? new Uint8Array(0),
    nowMs: context.clock.nowMs(),
    random: context.random,
    signatures: context.signatures,
  });
}

function pathOf(route: Route, params: unknown, query: unknown): string {
  const values = new Map(Object.entries(params as Record<string, string>));
  const path = route.path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(values.get(name) ?? ""));
  const pairs = Object.entries(query as Record<string, string>);
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs).toString()}`;
}

function bodyOf(route: Route, body: unknown): Uint8Array | undefined {
  if (route.body === "none") return undefined;
  if (route.body === "bytes") return body instanceof Uint8Array ? body : new Uint8Array(0);
  return utf8(JSON.stringify(parseAs(route.body, body ?? {})));
}

function readJson(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return value;
  } catch {
    return undefined;
  }
}

function readAnswer(route: Route, bytes: Uint8Array): unknown {
  return route.answer === "bytes" ? bytes : parseAs(route.answer, readJson(bytes), "server-unavailable");
}

function refusalOf(status: number, bytes: Uint8Array): WhosecopyError {
  const answer = v.safeParse(ErrorAnswer, readJson(bytes));
  if (answer.success) return new WhosecopyError(answer.output.error.code, `server: ${answer.output.error.message}`);
  // A proxy, or a server of another kind: no refusal, since the server itself may never have seen the request.
  return new WhosecopyError("server-unavailable", `no answer of this protocol, status ${status}`);
}
