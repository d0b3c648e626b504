import websocket from "@fastify/websocket";
import { type ErrorCode, WhosecopyError } from "@whosecopy/protocol";
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from "fastify";
import { handlers } from "../handlers.ts";
import { bindPages } from "../pages/bind-pages.ts";
import type { WebApp } from "../pages/web-app.ts";
import type { Services } from "../services.ts";
import { bindWakeSocket } from "../sync/wake-socket.ts";
import type { WakeHub } from "../sync/wake-hub.ts";
import { authenticator } from "./authenticate.ts";
import { bindRoutes } from "./bind-routes.ts";
import { errorAnswer, loggable, toKnownError } from "./errors.ts";
import { nonceMemory } from "./nonces.ts";
import { securityHeaders } from "./security-headers.ts";

/** Where the log goes and how much of it. */
export type LogOptions = Exclude<FastifyServerOptions["logger"], boolean | undefined>;

declare module "fastify" {
  interface FastifyRequest {
    /** Code of the error that the request was refused with. */
    refusedWith?: ErrorCode;
  }
}

/** Times of requests are accepted this far around the server's clock, so nonces are remembered for all of it. */
const nonceWindowMs = 10 * 60_000;

function refuse(request: FastifyRequest, reply: FastifyReply, known: WhosecopyError): FastifyReply {
  request.refusedWith = known.code;
  return reply
    .code(known.httpStatus)
    .type("application/json")
    .send(JSON.stringify(errorAnswer(known)));
}

function makeFastify(params: {
  readonly log: LogOptions | null;
  readonly trustProxy: boolean;
  readonly headers: Readonly<Record<string, string>>;
}): FastifyInstance {
  const { log, trustProxy, headers } = params;
  return fastify({
    logger: log ?? false,
    // [Note: what is logged] One line per request, of our own: route pattern, method, status, milliseconds, error code. Never a
    // URL, header, body or address: they hold ids, handles and proofs.
    logController: new LogController({ disableRequestLogging: true }),
    // [Note: one proxy] Of X-Forwarded-For only the last address is believed: the proxy in front wrote it. What stands before
    // it is whatever the caller sent.
    trustProxy: trustProxy ? (_, hop) => hop === 0 : false,
    // Long enough for a slow upload of one chunk.
    requestTimeout: 120_000,
    forceCloseConnections: "idle",
    bodyLimit: 1,
    // What fails before there is a route, such as an address that can't be decoded.
    frameworkErrors: (error, request, reply) => {
      void refuse(request, reply.headers(headers), toKnownError(error));
    },
    routerOptions: { maxParamLength: 64, ignoreTrailingSlash: false },
  });
}

/** The whole HTTP side of a server, not yet listening. */
export async function buildApp(params: {
  readonly services: Services;
  readonly hub: WakeHub;
  readonly log: LogOptions | null;
  readonly trustProxy: boolean;
  readonly checkAnswers: boolean;
  readonly web: WebApp | null;
}): Promise<FastifyInstance> {
  const { services, hub, checkAnswers } = params;
  const { origin, clock, accounts, signatures, metrics } = services;
  const headers = securityHeaders(origin);
  const app = makeFastify({ log: params.log, trustProxy: params.trustProxy, headers });
  const nonces = nonceMemory({ clock, windowMs: nonceWindowMs, mostPerGeneration: 200_000 });
  const authenticate = authenticator({ origin, clock, accounts, signatures, nonces });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_, body, done) => done(null, body));
  app.addHook("onRequest", (_, reply, done) => {
    reply.headers(headers);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "unknown";
    const { statusCode: status, elapsedTime } = reply;
    metrics.requestSeconds.observe({ route, status: String(status) }, elapsedTime / 1000);
    const line = { route, method: request.method, status, ms: Math.round(elapsedTime * 10) / 10 };
    const code = request.refusedWith;
    app.log.info(code === undefined ? line : { ...line, code }, "request");
    done();
  });
  app.setErrorHandler((error, request, reply) => {
    const known = toKnownError(error);
    if (known.httpStatus >= 500) app.log.error({ code: known.code, error: loggable(error) }, "failed");
    return refuse(request, reply, known);
  });
  app.setNotFoundHandler((request, reply) => refuse(request, reply, new WhosecopyError("not-found", "no such route")));
  await app.register(websocket, { options: { maxPayload: 16_384 } });
  bindRoutes({ app, handlers, services, authenticate, checkAnswers });
  bindWakeSocket({ app, services, authenticate, hub });
  bindPages(app, services, params.web);
  return app;
}
