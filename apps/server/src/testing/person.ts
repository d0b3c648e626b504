import {
  generateSigningKey,
  proveRequest,
  type SigningKeyPair,
  signStatement,
  systemRandom,
  entryDigest,
  generateHpkeKeyPair,
} from "@whosecopy/crypto";
import { nodeSignatures } from "@whosecopy/crypto/node";
import {
  ErrorAnswer,
  proofHeader,
  type Route,
  type RouteAnswer,
  type RouteName,
  type Routes,
  routes,
  type SignedJson,
  type SignedStatement,
  signedToJson,
  toBase64url,
  WhosecopyError,
} from "@whosecopy/protocol";
import * as v from "valibot";

const signatures = nodeSignatures;
const random = systemRandom;
const dayMs = 24 * 3_600_000;

/** Left loose, so that tests can send what no client would. */
interface Input {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** How a request may be bent, to see it refused. */
export interface Bend {
  readonly host?: string;
  readonly at?: number;
  readonly path?: string;
  readonly signedBody?: Uint8Array;
  readonly secretKey?: Uint8Array;
  readonly device?: Uint8Array;
  readonly chainVersion?: number;
  /** Another address of the same server. */
  readonly address?: string;
}

/** A person with one device, who signs her own requests: as little of a client as tests of a server need. */
export interface Person {
  readonly handle: string;
  readonly acct: Uint8Array;
  readonly device: SigningKeyPair;
  readonly recovery: SigningKeyPair;
  readonly genesis: SignedStatement;
  readonly prekey: { readonly id: Uint8Array; readonly publicKey: Uint8Array; readonly secretKey: Uint8Array };
  /** A route called as the client does. @throws WhosecopyError with the server's code */
  call<Name extends RouteName>(name: Name, input?: Input, bend?: Bend): Promise<RouteAnswer<Routes[Name]>>;
  /** The same, before anything is made of the answer. */
  request(route: RouteName, input?: Input, bend?: Bend): Promise<Response>;
  sign(type: string, value: unknown, secretKey?: Uint8Array): SignedStatement;
  /** Appends an entry to the account's chain. */
  appendEntry(entry: SignedStatement): Promise<void>;
  /** Counts sends. */
  nextSendIndex(): number;
}

function pathOf(route: Route, input: Input): string {
  const params = input.params ?? {};
  const path = route.path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const query = new URLSearchParams({ ...input.query }).toString();
  return query === "" ? path : `${path}?${query}`;
}

function bodyOf(route: Route, body: unknown): Uint8Array {
  if (route.body === "none" || body === undefined) return new Uint8Array(0);
  return body instanceof Uint8Array ? body : new TextEncoder().encode(JSON.stringify(body));
}

/** What the server answered, or its refusal as an error. */
async function readAnswer(response: Response): Promise<unknown> {
  if (response.ok) {
    if (response.headers.get("content-type")?.startsWith("application/json") === true) return response.json();
    return new Uint8Array(await response.arrayBuffer());
  }
  const { error } = v.parse(ErrorAnswer, await response.json());
  throw new WhosecopyError(error.code, error.message);
}

/** Calls a route without a signature. */
export async function callOpenly<Name extends RouteName>(
  origin: string,
  name: Name,
  input: Input = {},
): Promise<RouteAnswer<Routes[Name]>> {
  const route: Route = routes[name];
  const body = bodyOf(route, input.body);
  const response = await fetch(origin + pathOf(route, input), {
    method: route.method,
    ...(body.length > 0 ? { body: body as BodyInit } : {}),
  });
  return (await readAnswer(response)) as RouteAnswer<Routes[Name]>;
}

/** The statements that make an account; `change` bends them. */
export async function accountStatements(params: {
  readonly origin: string;
  readonly handle: string;
  readonly nowMs: number;
}) {
  const recovery = generateSigningKey(random);
  const device = generateSigningKey(random);
  const genesis = signStatement({
    type: "account-entry",
    value: { v: 1, kind: "genesis", recovery: recovery.publicKey, device: device.publicKey, at: params.nowMs },
    secretKey: recovery.secretKey,
    signatures,
  });
  const acct = entryDigest(genesis);
  const claim = signStatement({
    type: "handle-claim",
    value: {
      v: 1,
      acct,
      device: device.publicKey,
      host: params.origin,
      handle: params.handle,
      at: params.nowMs,
    },
    secretKey: device.secretKey,
    signatures,
  });
  const pair = await generateHpkeKeyPair({ random });
  const id = random.bytes(16);
  const prekey = signStatement({
    type: "copy-prekey",
    value: {
      v: 1,
      acct,
      device: device.publicKey,
      cpk_id: id,
      suite: 1,
      public_key: pair.publicKey,
      not_before: params.nowMs,
      not_after: params.nowMs + 7 * dayMs,
    },
    secretKey: device.secretKey,
    signatures,
  });
  return { recovery, device, acct, genesis, claim, prekey, prekeyPair: { id, ...pair } };
}

let count = 0;

/** Makes an account on a server. */
export async function makePerson(
  origin: string,
  options: { readonly handle?: string; readonly nowMs?: () => number; readonly at?: string } = {},
): Promise<Person> {
  const { nowMs = Date.now, handle = `p${process.pid}-${count++}`, at: address = origin } = options;
  const made = await accountStatements({ origin, handle, nowMs: nowMs() });
  const json = (statement: SignedStatement): SignedJson => signedToJson(statement);
  await callOpenly(address, "createAccount", {
    body: { genesis: json(made.genesis), claim: json(made.claim), prekey: json(made.prekey) },
  });
  let sendIndex = 0;

  const request: Person["request"] = async (name, input = {}, bend = {}) => {
    const route: Route = routes[name];
    const path = pathOf(route, input);
    const body = bodyOf(route, input.body);
    const proof = proveRequest({
      host: bend.host ?? origin,
      acct: made.acct,
      device: bend.device ?? made.device.publicKey,
      deviceSecret: bend.secretKey ?? made.device.secretKey,
      chainVersion: bend.chainVersion ?? 1,
      method: route.method,
      path: bend.path ?? path,
      body: bend.signedBody ?? body,
      nowMs: bend.at ?? nowMs(),
      random,
      signatures,
    });
    return fetch((bend.address ?? address) + path, {
      method: route.method,
      headers: { [proofHeader]: proof },
      ...(body.length > 0 ? { body: body as BodyInit } : {}),
    });
  };
  return {
    handle,
    acct: made.acct,
    device: made.device,
    recovery: made.recovery,
    genesis: made.genesis,
    prekey: made.prekeyPair,
    request,
    call: async (name, input, bend) => (await readAnswer(await request(name, input, bend))) as never,
    sign: (type, value, secretKey = made.device.secretKey) => signStatement({ type, value, secretKey, signatures }),
    async appendEntry(entry) {
      await readAnswer(await request("appendEntry", { body: { entry: json(entry) } }));
    },
    nextSendIndex: () => ++sendIndex,
  };
}

/** 16 random bytes in JSON. */
export function newId(): string {
  return toBase64url(random.bytes(16));
}
