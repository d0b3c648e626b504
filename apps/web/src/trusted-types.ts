/*
 * [Note: One Trusted Types policy] The page's headers allow one policy, `whosecopy`, and it lets through one thing: the address of
 * our own worker's script. No HTML and no script text ever becomes code here.
 */
interface Policy {
  createScriptURL(url: string): string;
}

interface Factory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy;
}

const rules = {
  createScriptURL(url: string): string {
    const { origin, pathname } = new URL(url, location.origin);
    if (origin !== location.origin || !/^\/assets\/[\w.-]+\.js$/.test(pathname)) {
      throw new TypeError("not a script of ours");
    }
    return url;
  },
};

/** Allows a worker's script when it is one of ours. */
export function ownScript(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Factory };
  return (trustedTypes?.createPolicy("whosecopy", rules) ?? rules).createScriptURL(url);
}
