import type { FastifyInstance } from "fastify";
import { openApiDocument } from "../http/openapi.ts";
import type { Services } from "../services.ts";
import { invitePage, startPage } from "./pages.ts";
import { icon, styleSheet } from "./style.ts";

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

/** Everything that is not of the protocol: pages for people, and what operators look at. */
export function bindPages(app: FastifyInstance, services: Services): void {
  const { origin, version, gate, metrics } = services;
  const html = "text/html; charset=utf-8";
  const files: readonly (readonly [path: string, type: string, text: string])[] = [
    ["/", html, startPage({ origin, version })],
    ["/i", html, invitePage({ origin })],
    ["/style.css", "text/css; charset=utf-8", styleSheet],
    ["/icon.svg", "image/svg+xml", icon],
    ["/openapi.json", "application/json", JSON.stringify(openApiDocument({ origin, version }))],
  ];
  for (const [path, type, text] of files) app.get(path, (_, reply) => reply.type(type).send(text));
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
