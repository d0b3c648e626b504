import type { RouteAnswer, RouteInput, RouteName, Routes } from "@whosecopy/protocol";
import type { Services } from "../services.ts";
import type { Caller } from "./authenticate.ts";

/** Somebody unknown: all that is known is where the request came from. Used for rate limits and never kept. */
export interface Anyone {
  readonly address: string;
}

/** The routes that anyone may call; a test keeps the list equal to what the protocol says. */
export const openToAnyone = ["serverInfo", "createAccount", "getAccount"] as const satisfies readonly RouteName[];

type CallerOf<Name extends RouteName> = Name extends (typeof openToAnyone)[number] ? Anyone : Caller;

/** What a handler gets: checked input, who calls, and what it may use. */
export interface Call<Name extends RouteName> {
  readonly input: RouteInput<Routes[Name]>;
  readonly caller: CallerOf<Name>;
  readonly services: Services;
}

/** What a route does: checked input in, answer out, a WhosecopyError thrown when refused. */
export type Handler<Name extends RouteName> = (call: Call<Name>) => Promise<RouteAnswer<Routes[Name]>>;

/** A handler for each route. */
export type Handlers = { readonly [Name in RouteName]: Handler<Name> };
