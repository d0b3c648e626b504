import { createGroup as createMlsGroup } from "ts-mls";
import type { EngineContext } from "./engine-context.ts";
import type { GroupState, SignatureKeyPair } from "./group-engine.ts";
import { firstState } from "./group-state.ts";
import { makeKeyPackage } from "./key-package.ts";
import { requireSoundContext } from "./tree-rules.ts";

export async function createGroup(
  context: EngineContext,
  params: { groupId: Uint8Array; identity: Uint8Array; signatureKeyPair: SignatureKeyPair; nowMs: number },
): Promise<GroupState> {
  const { publicPackage, privatePackage } = await makeKeyPackage(context, params);
  const { groupId } = params;
  const mls = await createMlsGroup(groupId.slice(), publicPackage, privatePackage, [], context.crypto, context.config);
  requireSoundContext(mls.groupContext);
  return firstState(mls);
}
