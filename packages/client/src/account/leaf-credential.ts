import { isActiveDevice, type Signatures, signStatement, verifyStatement } from "@whosecopy/crypto";
import {
  decodeCanonical,
  encodeCanonical,
  equalBytes,
  LeafKey,
  parseAs,
  SignedStatement,
  WhosecopyError,
} from "@whosecopy/protocol";
import * as v from "valibot";
import type { ClientContext } from "../context.ts";
import type { Authenticate } from "../group/group-engine.ts";
import { bytes32 } from "../store/fields.ts";
import { accountOf } from "./directory.ts";
import type { Self } from "./self.ts";

/** What an MLS leaf says of itself: canonical CBOR of this, with the device's certificate for the leaf key. */
const LeafCredential = v.strictObject({ acct: bytes32, device: bytes32, cert: SignedStatement });
type LeafCredential = v.InferOutput<typeof LeafCredential>;

/** The identity that this device puts into a leaf. */
export function makeLeafIdentity(params: {
  readonly self: Self;
  readonly leafKey: Uint8Array;
  readonly signatures: Signatures;
}): Uint8Array {
  const { acct, device, deviceSecret } = params.self;
  const cert = signStatement({
    type: "leaf-key",
    value: { v: 1, acct, device, leaf_key: params.leafKey } satisfies v.InferOutput<typeof LeafKey>,
    secretKey: deviceSecret,
    signatures: params.signatures,
  });
  return encodeCanonical({ acct, device, cert } satisfies LeafCredential);
}

/** Reads the identity of a leaf that was authenticated when it came into the group. */
export function readLeafIdentity(identity: Uint8Array): LeafCredential {
  return parseAs(LeafCredential, decodeCanonical(identity), "group-refused");
}

/**
 * The check of every leaf that is new to us: its key is certified by a device that is active in its account's chain. Failing
 * to reach the server is not a no: it is thrown, and the handshake is looked at again later.
 */
export function authenticateLeaf(context: () => ClientContext): Authenticate {
  return async ({ identity, signatureKey }) => {
    try {
      const leaf = readLeafIdentity(identity);
      const { signatures } = context();
      const cert = verifyStatement({
        type: "leaf-key",
        schema: LeafKey,
        statement: leaf.cert,
        publicKey: leaf.device,
        signatures,
      });
      const agrees =
        equalBytes(cert.acct, leaf.acct) &&
        equalBytes(cert.device, leaf.device) &&
        equalBytes(cert.leaf_key, signatureKey);
      if (!agrees) return false;
      const known = await accountOf(context(), leaf.acct, { needsDevice: leaf.device });
      return isActiveDevice(known.view, leaf.device);
    } catch (error) {
      if (error instanceof WhosecopyError && error.retryable) throw error;
      return false;
    }
  };
}
