import { nodeSignatures } from "@whosecopy/crypto/node";
import { type Client, createClient } from "../client.ts";
import { nodeGroupCrypto } from "./mls-crypto.ts";
import { openNodeStore } from "./node-store.ts";
import { nodePictureTools } from "./picture-tools.ts";
import type { KeyProtection } from "./store-key.ts";
import { nodeTransport } from "./ws-transport.ts";

/**
 * Opens a person's client in a folder of this machine (`WHOSECOPY_HOME`). Close it when done: one process at a time.
 *
 * @throws WhosecopyError "store-busy", "passphrase-needed", "passphrase-wrong", "store-damaged", "storage-full"
 */
export async function openNodeClient(params: KeyProtection & { readonly home: string }): Promise<Client> {
  return createClient({
    store: await openNodeStore(params),
    transport: nodeTransport(),
    signatures: nodeSignatures,
    groupCrypto: nodeGroupCrypto(),
    ...nodePictureTools(),
  });
}
