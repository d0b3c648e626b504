import { useCallback, useMemo, useSyncExternalStore } from "react";
import { pathOf, readPath, type Route } from "./route.ts";

/*
 * [Note: A router of our own] Ten places, one level deep, no loaders and no data to wait for: reading the address and
 * following it fits on a screen, is typed by the union of places, and costs 1 KB where a library costs 25.
 */
const moved = new EventTarget();

function subscribe(listener: () => void): () => void {
  window.addEventListener("popstate", listener);
  moved.addEventListener("moved", listener);
  return () => {
    window.removeEventListener("popstate", listener);
    moved.removeEventListener("moved", listener);
  };
}

const address = () => window.location.pathname + window.location.search;

/** Goes to a path of this app. */
export function goTo(path: string, options: { readonly replace?: boolean } = {}): void {
  if (path === address()) return;
  if (options.replace === true) window.history.replaceState(null, "", path);
  else window.history.pushState(null, "", path);
  moved.dispatchEvent(new Event("moved"));
}

/** Where the app is. */
export function useRoute(): Route {
  const now = useSyncExternalStore(subscribe, address);
  return useMemo(() => {
    const { pathname, search } = new URL(now, window.location.origin);
    return readPath(pathname, search);
  }, [now]);
}

/** How to go to a place. */
export function useGo(): (route: Route, options?: { readonly replace?: boolean }) => void {
  return useCallback((route, options) => {
    goTo(pathOf(route), options);
  }, []);
}
