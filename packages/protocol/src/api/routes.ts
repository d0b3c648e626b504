import { accountRoutes } from "./accounts.ts";
import { blobRoutes } from "./blobs.ts";
import { conversationRoutes } from "./conversations.ts";
import { copyRoutes } from "./copies.ts";

/**
 * Every route of a server, by name. Version 1 of the wire; a change that old clients can't read gets a new path.
 * No route names a tile or a variant of a picture (protocol 3.2).
 */
export const routes = { ...accountRoutes, ...conversationRoutes, ...blobRoutes, ...copyRoutes };

export type Routes = typeof routes;
export type RouteName = keyof Routes;

/** The header that carries a signed request: base64url of CBOR {body, signature}, a {@link RequestProof}. */
export const proofHeader = "whosecopy-proof";

/** Where the WebSocket of wake-ups is. */
export const wakePath = "/v1/wake";
