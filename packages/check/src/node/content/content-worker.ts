import { Worker } from "node:worker_threads";
import type { Picture } from "@whosecopy/image";
import { WhosecopyError } from "@whosecopy/protocol";
import type { DetectorId } from "../../content/detector.ts";
import type { Look } from "../../content/look-at-picture.ts";
import { PrivateValue } from "../../report/private-value.ts";
import type { SentLook, ThreadMessage } from "./sent-look.ts";

/** Looks at pictures in a thread of its own, so that the one that asks stays awake and can stop it at any moment. */
export interface ContentWorker {
  /**
   * Looks with every detector, one picture after the other in the order of the calls.
   * @throws WhosecopyError "cancelled", "out-of-memory".
   */
  look(
    picture: Picture,
    options?: {
      readonly signal?: AbortSignal | undefined;
      readonly onProgress?: ((fraction: number, at: DetectorId) => void) | undefined;
    },
  ): Promise<Look>;
  /** Ends the thread; looks under way end with "cancelled". */
  close(): Promise<void>;
}

// Threads load compiled code, also when this file runs from source.
const entry = new URL(
  import.meta.url.endsWith(".ts") ? "../../../dist/node/content/content-thread.js" : "./content-thread.js",
  import.meta.url,
);

/** Starts nothing before the first picture; detectors keep what they loaded for the next ones. */
export function openContentWorker(): ContentWorker {
  let thread: Worker | undefined;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();
  const end = async (): Promise<void> => {
    const ending = thread;
    thread = undefined;
    await ending?.terminate();
  };

  const lookNow: ContentWorker["look"] = (picture, { signal, onProgress } = {}) =>
    new Promise<Look>((resolve, reject) => {
      if (signal?.aborted === true || closed) {
        reject(new WhosecopyError("cancelled", "looking at the picture was cancelled"));
        return;
      }
      // The flags of whoever runs this are not for it: tests run from source, it does not.
      thread ??= new Worker(entry, { execArgv: [] });
      const worker = thread;
      const settle = (finish: () => void): void => {
        signal?.removeEventListener("abort", abort);
        worker.off("message", hear).off("error", fail).off("exit", ended);
        finish();
      };
      // A network can't be stopped while it runs: the whole thread is, and the next picture gets a new one.
      const abort = (): void => {
        settle(() => reject(new WhosecopyError("cancelled", "looking at the picture was cancelled")));
        void end();
      };
      signal?.addEventListener("abort", abort);
      const hear = (message: ThreadMessage): void => {
        if (message.kind === "progress") onProgress?.(message.fraction, message.at);
        else settle(() => resolve(received(message.look)));
      };
      const fail = (error: unknown): void => {
        if (thread === worker) thread = undefined;
        settle(() => reject(new WhosecopyError("out-of-memory", "the thread that looks stopped", { cause: error })));
      };
      const ended = (): void => {
        if (thread === worker) thread = undefined;
        settle(() => reject(new WhosecopyError("cancelled", "the thread that looks was ended")));
      };
      // Its own listeners stay: they are what carries messages from the second picture on.
      worker.on("message", hear).on("error", fail).on("exit", ended);
      worker.postMessage(picture);
    });

  return {
    look(picture, options) {
      const next = last.then(() => lookNow(picture, options));
      last = next.catch(() => undefined);
      return next;
    },
    close() {
      closed = true;
      return end();
    },
  };
}

function received({ sightings, looked, failed }: SentLook): Look {
  return {
    looked,
    failed,
    sightings: sightings.map(({ text, ...sighting }) =>
      text === null ? sighting : { ...sighting, value: new PrivateValue(text) },
    ),
  };
}
