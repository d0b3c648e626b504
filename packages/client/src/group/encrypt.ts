import { createApplicationMessage } from "ts-mls";
import type { EngineContext } from "./engine-context.ts";
import type { GroupState } from "./group-engine.ts";
import { nextState, withState } from "./group-state.ts";
import { limits } from "./limits.ts";
import { applicationContentSize, paddedSize } from "./padding.ts";
import { refusal } from "./refusal.ts";
import { encodeWire } from "./wire.ts";

interface EncryptParams {
  state: GroupState;
  plaintext: Uint8Array;
  authenticatedData?: Uint8Array;
}

export function encrypt(
  context: EngineContext,
  { state, plaintext, authenticatedData = new Uint8Array(0) }: EncryptParams,
): Promise<{ message: Uint8Array; next: GroupState }> {
  if (plaintext.length > limits.plaintextBytes) throw refusal("too-large", "the plaintext");
  if (authenticatedData.length > limits.authenticatedDataBytes) throw refusal("too-large", "the authenticated data");
  return withState(context, state, async (open) => {
    const padUntilLength = paddedSize(applicationContentSize(plaintext.length));
    const clientConfig = { ...context.config, paddingConfig: { kind: "padUntilLength" as const, padUntilLength } };
    const mls = { ...open.mls, clientConfig };
    const made = await createApplicationMessage(mls, plaintext, context.crypto, authenticatedData);
    const { privateMessage } = made;
    const message = encodeWire({ version: "mls10", wireformat: "mls_private_message", privateMessage });
    const next = await nextState(context, open, message, { mls: made.newState });
    for (const used of made.consumed) used.fill(0);
    return { message, next };
  });
}
