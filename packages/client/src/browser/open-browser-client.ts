import { nobleAead, nobleSignatures, sha256, sha512, systemRandom } from "@whosecopy/crypto";
import type { Codecs } from "@whosecopy/image";
import type { Registrar } from "@whosecopy/marks";
import { type Client, createClient } from "../client.ts";
import { systemClock } from "../clock.ts";
import { webGroupCrypto } from "../group/group-crypto.ts";
import { openBrowserStore } from "./browser-store.ts";
import { browserTransport } from "./browser-transport.ts";

/**
 * Opens a client on one of this browser's stores, in a page or a worker. Close it when done: one tab at a time.
 *
 * @param params.codecs from `@whosecopy/image/browser`, with the addresses that the bundler gave the decoders
 * @param params.registrar in a worker of its own, since it computes for seconds
 * @throws WhosecopyError "store-busy", "store-damaged", "storage-full"
 */
export async function openBrowserClient(params: {
  readonly store: string;
  readonly codecs: Codecs;
  readonly registrar: Registrar;
}): Promise<Client> {
  const groupCrypto = await webGroupCrypto();
  return createClient({
    store: await openBrowserStore(params.store),
    transport: browserTransport(),
    clock: systemClock,
    random: systemRandom,
    signatures: nobleSignatures,
    groupCrypto,
    codecs: params.codecs,
    primitives: { aead: nobleAead, sha256, sha512 },
    registrar: params.registrar,
  });
}
