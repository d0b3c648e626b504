import { WhosecopyError } from "@whosecopy/protocol";
import type { AssetName, Assets } from "../content/assets.ts";

/**
 * Weights and compiled code from URLs of the page's own origin, fetched when a detector needs them (CSP: `connect-src 'self'` and
 * `script-src 'wasm-unsafe-eval'`). A bundler gives the URLs; which file each name is, `src/node/content/assets.ts` says.
 */
export function browserAssets(urls: Readonly<Record<AssetName, string>>): Assets {
  return {
    async loadBytes(name) {
      const answer = await fetch(urls[name]).catch((error: unknown) => {
        throw new WhosecopyError("network", "what looks at pictures could not be loaded", { cause: error });
      });
      if (!answer.ok) throw new WhosecopyError("network", "what looks at pictures could not be loaded");
      return new Uint8Array(await answer.arrayBuffer());
    },
  };
}
