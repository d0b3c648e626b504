import { defaultKeyPackageEqualityConfig, type ClientConfig } from "ts-mls";
import { WhosecopyError } from "@whosecopy/protocol";
import type { GroupCrypto } from "./group-crypto.ts";
import type { Authenticate, Retention } from "./group-engine.ts";
import { limits } from "./limits.ts";
import { fromPort } from "./refusal.ts";

/** What all operations share. */
export interface EngineContext {
  crypto: GroupCrypto;
  authenticate: Authenticate;
  retention: Retention;
  config: ClientConfig;
}

export function engineContext(params: {
  crypto: GroupCrypto;
  authenticate: Authenticate;
  retention?: Partial<Retention>;
}): EngineContext {
  const retention = { pastEpochs: 4, outOfOrder: 10, forwardSteps: 200, ...params.retention };
  requireRange("pastEpochs", retention.pastEpochs, 0, 16);
  requireRange("outOfOrder", retention.outOfOrder, 0, 1000);
  requireRange("forwardSteps", retention.forwardSteps, 1, 10_000);
  return {
    crypto: params.crypto,
    authenticate: params.authenticate,
    retention,
    config: {
      keyRetentionConfig: {
        // Only the epoch that ends: group-state.ts keeps those before it.
        retainKeysForEpochs: 1,
        retainKeysForGenerations: retention.outOfOrder,
        maximumForwardRatchetSteps: retention.forwardSteps,
      },
      // We check lifetimes ourselves, against the time we are given.
      lifetimeConfig: { maximumTotalLifetime: 0n, validateLifetimeOnReceive: false },
      keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
      paddingConfig: { kind: "padUntilLength", padUntilLength: 256 },
      authService: {
        validateCredential: async (credential, signatureKey) =>
          credential.credentialType === "basic" &&
          "identity" in credential &&
          credential.identity.length <= limits.identityBytes &&
          isCertified(params.authenticate, credential.identity, signatureKey),
      },
    },
  };
}

export function isCertified(authenticate: Authenticate, identity: Uint8Array, signatureKey: Uint8Array) {
  // Copies: what the library hands over looks into buffers that are wiped afterwards.
  return fromPort(() => authenticate({ identity: identity.slice(), signatureKey: signatureKey.slice() }));
}

function requireRange(name: string, value: number, low: number, high: number) {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new WhosecopyError("bad-input", `${name} must be a whole number from ${low} to ${high}`);
  }
}
