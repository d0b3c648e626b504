import {
  parseAs,
  proofHeader,
  type Route,
  type RouteAnswer,
  type RouteInput,
  type RouteName,
  routes,
  WhosecopyError,
} from "@whosecopy/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Services } from "../services.ts";
import type { Authenticate, Caller } from "./authenticate.ts";
import type { Anyone, Handlers } from "./handler.ts";

const noBody = new Uint8Array(0);

type AnyHandler = (call: {
  readonly input: RouteInput<Route>;
  readonly caller: Caller | Anyone;
  readonly services: Services;
}) => Promise<RouteAnswer<Route>>;

function bodyOf(request: FastifyRequest): Uint8Array {
  return request.body instanceof Uint8Array ? request.body : noBody;
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as unknown;
  } catch (cause) {
    throw new WhosecopyError("bad-request", "the body is not JSON in UTF-8", { cause });
  }
}

function readInput(route: Route, request: FastifyRequest, body: Uint8Array): RouteInput<Route> {
  const inBody = route.body;
  if (inBody === "none" && body.length > 0) throw new WhosecopyError("bad-request", "this route takes no body");
  return {
    params: parseAs(route.params, request.params),
    query: parseAs(route.query, request.query),
    body: inBody === "none" ? undefined : inBody === "bytes" ? body : parseAs(inBody, readJson(body)),
  };
}

function send(reply: FastifyReply, answer: unknown): FastifyReply {
  if (answer instanceof Uint8Array)
    return reply.type("application/octet-stream").send(Buffer.from(answer.buffer, answer.byteOffset, answer.length));
  return reply.type("application/json").send(JSON.stringify(answer));
}

/** Makes a route of Fastify from each route of the protocol: proof, schemas, handler, answer. */
export function bindRoutes(params: {
  readonly app: FastifyInstance;
  readonly handlers: Handlers;
  readonly services: Services;
  readonly authenticate: Authenticate;
  /** In tests: each answer must fit its schema. */
  readonly checkAnswers: boolean;
}): void {
  const { app, handlers, services, authenticate, checkAnswers } = params;
  for (const name of Object.keys(routes) as RouteName[]) {
    const route: Route = routes[name];
    const handler = handlers[name] as unknown as AnyHandler;
    app.route({
      method: route.method,
      url: route.path,
      bodyLimit: Math.max(1, route.maxBodyBytes),
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const body = bodyOf(request);
        const header = request.headers[proofHeader];
        const caller =
          route.auth === "anyone"
            ? { address: request.ip }
            : await authenticate(typeof header === "string" ? header : undefined, {
                method: request.method,
                path: request.raw.url ?? "",
                body,
              });
        const answer = await handler({ input: readInput(route, request, body), caller, services });
        if (checkAnswers && route.answer !== "bytes") parseAs(route.answer, answer, "internal");
        return send(reply, answer);
      },
    });
  }
}
