import { decodeCanonical, fromBase64url, parseAs, signedToJson, SignedStatement, wakePath } from "@whosecopy/protocol";
import { requireSelf } from "../account/self.ts";
import type { ClientContext } from "../context.ts";
import { proofOf } from "../server/call.ts";

const firstPauseMs = 500;
const longestPauseMs = 30_000;

/**
 * Calls `onWake` when something may be waiting: then `sync`. It is called once at the start and after each reconnection, as
 * something may have come meanwhile. Ends when the signal is raised.
 */
export async function watch(
  context: ClientContext,
  params: { readonly onWake: () => void; readonly signal: AbortSignal },
): Promise<void> {
  let pauseMs = firstPauseMs;
  while (!params.signal.aborted) {
    const connectedAtMs = context.clock.nowMs();
    await listenOnce(context, params);
    // A connection that held for a while earns a quick return.
    pauseMs =
      context.clock.nowMs() - connectedAtMs > longestPauseMs ? firstPauseMs : Math.min(longestPauseMs, pauseMs * 2);
    if (isOver(params.signal)) return;
    await context.clock.sleep(pauseMs, params.signal).catch(() => undefined);
  }
}

// A function, since the compiler would take the loop's condition for still true after the waits.
const isOver = (signal: AbortSignal) => signal.aborted;

async function listenOnce(
  context: ClientContext,
  params: { readonly onWake: () => void; readonly signal: AbortSignal },
): Promise<void> {
  const self = await requireSelf(context.store);
  const proof = proofOf(context, {
    origin: self.origin,
    caller: self,
    route: { method: "GET" },
    path: wakePath,
    bytes: undefined,
  });
  const statement = parseAs(SignedStatement, decodeCanonical(fromBase64url(proof) ?? new Uint8Array(0)), "internal");
  await new Promise<void>((resolve) => {
    const connection = context.transport.wake({
      url: self.origin.replace(/^http/, "ws") + wakePath,
      hello: JSON.stringify({ proof: signedToJson(statement) }),
      // What a frame says is no more than a hint; what waits is fetched and checked by sync.
      onFrame: () => {
        params.onWake();
      },
      onClose: resolve,
    });
    params.onWake();
    params.signal.addEventListener(
      "abort",
      () => {
        connection.close();
        resolve();
      },
      { once: true },
    );
  });
}
