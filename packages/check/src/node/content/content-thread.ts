import { parentPort } from "node:worker_threads";
import type { Picture } from "@whosecopy/image";
import { allDetectors } from "../../content/all-detectors.ts";
import { lookAtPicture } from "../../content/look-at-picture.ts";
import { nodeAssets } from "./assets.ts";
import type { ThreadMessage } from "./sent-look.ts";

// The other end of content-worker.ts: pictures in, looks out.
const detectors = allDetectors(nodeAssets);

function tell(message: ThreadMessage): void {
  parentPort?.postMessage(message);
}

async function look(picture: Picture): Promise<void> {
  const { sightings, ...rest } = await lookAtPicture({
    picture,
    detectors,
    onProgress: (fraction, at) => tell({ kind: "progress", fraction, at }),
  });
  const sent = sightings.map(({ value, ...sighting }) => ({ ...sighting, text: value?.reveal() ?? null }));
  tell({ kind: "look", look: { ...rest, sightings: sent } });
}

// What is thrown here ends the thread, which the other end turns into its error.
parentPort?.on("message", (picture: Picture) => void look(picture));
