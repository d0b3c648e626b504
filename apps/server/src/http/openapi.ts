import { toJsonSchema } from "@valibot/to-json-schema";
import { ErrorAnswer, proofHeader, type Route, type RouteName, routes } from "@whosecopy/protocol";
import type * as v from "valibot";

type Json = Record<string, unknown>;

function schemaOf(schema: v.GenericSchema): Json {
  const { $schema: _, ...rest } = toJsonSchema(schema, { errorMode: "ignore", target: "draft-2020-12" }) as Json;
  return rest;
}

function content(part: v.GenericSchema | "bytes"): Json {
  return part === "bytes"
    ? { "application/octet-stream": { schema: { type: "string", format: "binary" } } }
    : { "application/json": { schema: schemaOf(part) } };
}

function parameters(schema: v.GenericSchema, place: "path" | "query"): Json[] {
  const { properties = {}, required = [] } = schemaOf(schema) as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, each]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: each,
  }));
}

function operation(name: RouteName, route: Route): Json {
  return {
    operationId: name,
    summary: route.summary,
    security: route.auth === "device" ? [{ deviceProof: [] }] : [],
    parameters: [...parameters(route.params, "path"), ...parameters(route.query, "query")],
    ...(route.body === "none" ? {} : { requestBody: { required: true, content: content(route.body) } }),
    responses: {
      "200": { description: "Done", content: content(route.answer) },
      default: { description: "Refused", content: content(ErrorAnswer) },
    },
  };
}

/** An OpenAPI 3.1 document of all routes, made from the schemas that check them. */
export function openApiDocument(params: { readonly origin: string; readonly version: string }): Json {
  const paths: Record<string, Json> = {};
  for (const name of Object.keys(routes) as RouteName[]) {
    const route: Route = routes[name];
    const path = route.path.replace(/:([a-zA-Z]+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Whosecopy",
      version: params.version,
      description: "A blind store-and-forward service and share host. Byte strings are base64url without padding.",
    },
    servers: [{ url: params.origin }],
    paths,
    components: {
      securitySchemes: {
        deviceProof: {
          type: "apiKey",
          in: "header",
          name: proofHeader,
          description: "base64url of CBOR {body, signature}: a RequestProof signed by the device's key",
        },
      },
    },
  };
}
