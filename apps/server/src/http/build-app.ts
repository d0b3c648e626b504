import websocket from "@fastify/websocket";
import { type ErrorCode, WhosecopyError } from "@whosecopy/protocol";
import fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from "fastify";
import { handlers } from "../handlers.ts";
import { bindPages } from "../pages/bind-pages.ts";
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

function makeFastify(log: LogOptions | null, trustProxy: boolean): FastifyInstance {
  return fastify({
    logger: log ?? false,
    // [Note: what is logged] One line per request, of our own: route pattern, method, status, milliseconds, error code. Never a
    // URL, header, body or address: they hold ids, handles and proofs.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy,
    // Long enough for a slow upload of one chunk.
    requestTimeout: 120_000,
    forceCloseConnections: "idle",
    bodyLimit: 1,
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
}): Promise<FastifyInstance> {
  const { services, hub, checkAnswers } = params;
  const { origin, clock, accounts, signatures, metrics } = services;
  const app = makeFastify(params.log, params.trustProxy);
  const nonces = nonceMemory({ clock, windowMs: nonceWindowMs, mostPerGeneration: 200_000 });
  const authenticate = authenticator({ origin, clock, accounts, signatures, nonces });
  const headers = securityHeaders(origin);

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
    request.refusedWith = known.code;
    if (known.httpStatus >= 500) app.log.error({ code: known.code, error: loggable(error) }, "failed");
    return reply
      .code(known.httpStatus)
      .type("application/json")
      .send(JSON.stringify(errorAnswer(known)));
  });
  app.setNotFoundHandler((request, reply) => {
    const known = new WhosecopyError("not-found", "no such route");
    request.refusedWith = known.code;
    return reply
      .code(404)
      .type("application/json")
      .send(JSON.stringify(errorAnswer(known)));
  });
  await app.register(websocket, { options: { maxPayload: 16_384 } });
  bindRoutes({ app, handlers, services, authenticate, checkAnswers });
  bindWakeSocket({ app, services, authenticate, hub });
  bindPages(app, services);
  return app;
}
