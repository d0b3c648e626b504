import type { Handler } from "../http/handler.ts";
import { id32 } from "../http/json-bytes.ts";

/** Who this server is. */
export const serverInfo: Handler<"serverInfo"> = ({ services }) => {
  const { origin, hostKey, version, clock, gate, limits } = services;
  return Promise.resolve({
    origin,
    hostKey: id32(hostKey.publicKey),
    version,
    nowMs: clock.nowMs(),
    releasesHeld: gate.reasons().length > 0,
    limits: {
      maxBlobBytes: limits.maxBlobBytes,
      chunkBytes: limits.chunkBytes,
      accountBlobBytes: limits.accountBlobBytes,
      maxMembers: limits.maxMembers,
    },
  });
};
