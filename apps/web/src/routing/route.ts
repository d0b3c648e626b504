/** Every place of the app. Nothing secret is ever in a path: invites travel behind the #, and are taken out at once. */
export type Route =
  | { readonly at: "home" }
  | { readonly at: "person"; readonly name: string }
  | { readonly at: "safety"; readonly name: string }
  | { readonly at: "conversation"; readonly id: string }
  | { readonly at: "message"; readonly conversation: string; readonly message: string }
  | { readonly at: "send"; readonly to: readonly string[] }
  | { readonly at: "add" }
  | { readonly at: "invited" }
  | { readonly at: "trace" }
  | { readonly at: "settings" }
  | { readonly at: "unknown" };

const part = "([^/]+)";
const patterns: readonly (readonly [RegExp, (...parts: readonly string[]) => Route])[] = [
  [/^\/$/, () => ({ at: "home" })],
  [new RegExp(`^/p/${part}$`), (name = "") => ({ at: "person", name })],
  [new RegExp(`^/p/${part}/safety$`), (name = "") => ({ at: "safety", name })],
  [new RegExp(`^/c/${part}$`), (id = "") => ({ at: "conversation", id })],
  [new RegExp(`^/c/${part}/${part}$`), (conversation = "", message = "") => ({ at: "message", conversation, message })],
  [/^\/add$/, () => ({ at: "add" })],
  [/^\/i$/, () => ({ at: "invited" })],
  [/^\/trace$/, () => ({ at: "trace" })],
  [/^\/settings$/, () => ({ at: "settings" })],
];

/** The place that an address names. */
export function readPath(path: string, query: string): Route {
  if (path === "/send") return { at: "send", to: new URLSearchParams(query).getAll("to") };
  for (const [pattern, make] of patterns) {
    const found = pattern.exec(path);
    if (found !== null) return make(...found.slice(1).map(decode));
  }
  return { at: "unknown" };
}

/** The address of a place. */
export function pathOf(route: Route): string {
  switch (route.at) {
    case "home":
    case "unknown":
      return "/";
    case "person":
      return `/p/${encodeURIComponent(route.name)}`;
    case "safety":
      return `/p/${encodeURIComponent(route.name)}/safety`;
    case "conversation":
      return `/c/${encodeURIComponent(route.id)}`;
    case "message":
      return `/c/${encodeURIComponent(route.conversation)}/${encodeURIComponent(route.message)}`;
    case "send": {
      const query = new URLSearchParams(route.to.map((name) => ["to", name])).toString();
      return query === "" ? "/send" : `/send?${query}`;
    }
    case "invited":
      return "/i";
    case "add":
    case "trace":
    case "settings":
      return `/${route.at}`;
  }
}

/** Which column a place lies in, and so which one a phone shows. */
export function columnOf(route: Route): "list" | "middle" | "detail" {
  if (route.at === "home" || route.at === "unknown") return "list";
  return route.at === "message" || route.at === "safety" ? "detail" : "middle";
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
