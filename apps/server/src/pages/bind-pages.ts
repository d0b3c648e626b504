import type { FastifyInstance } from "fastify";
import { openApiDocument } from "../http/openapi.ts";
import type { Services } from "../services.ts";
import { invitePage, startPage } from "./pages.ts";
import { icon, styleSheet } from "./style.ts";
import { bindWebApp, type WebApp } from "./web-app.ts";

async function databaseAnswers(services: Services): Promise<boolean> {
  return services.database.db
    .selectFrom("server_state")
    .select("id")
    .execute()
    .then(
      () => true,
      () => false,
    );
}

/**
 * Everything that is not of the protocol: the web app when it was built, pages without it, and what operators look at. What is
 * running, and how to use it from a terminal, is at /server in either case.
 */
export function bindPages(app: FastifyInstance, services: Services, web: WebApp | null): void {
  const { origin, version, gate, metrics } = services;
  const html = "text/html; charset=utf-8";
  const files: readonly (readonly [path: string, type: string, text: string])[] = [
    ["/server", html, startPage({ origin, version })],
    ["/style.css", "text/css; charset=utf-8", styleSheet],
    ["/openapi.json", "application/json", JSON.stringify(openApiDocument({ origin, version }))],
  ];
  const withoutApp: typeof files = [
    ["/", html, startPage({ origin, version })],
    ["/i", html, invitePage({ origin })],
    ["/icon.svg", "image/svg+xml", icon],
  ];
  if (web !== null) bindWebApp(app, web);
  for (const [path, type, text] of web === null ? [...files, ...withoutApp] : files)
    app.get(path, (_, reply) => reply.type(type).send(text));
  app.get("/healthz", async (_, reply) => {
    const ok = await databaseAnswers(services);
    const answer = { status: ok ? "ok" : "database-away", version, releasesHeld: gate.reasons().length > 0 };
    return reply
      .code(ok ? 200 : 503)
      .type("application/json")
      .send(JSON.stringify(answer));
  });
  app.get("/metrics", async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}
