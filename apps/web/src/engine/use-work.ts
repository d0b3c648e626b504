import { type ErrorCode, isErrorCode } from "@whosecopy/protocol";
import { useCallback, useEffect, useRef, useState } from "react";
import type { CallOptions } from "../rpc/frames.ts";

type Working<Progress> =
  | { readonly stage: "idle" }
  | { readonly stage: "working"; readonly progress: Progress | null }
  | { readonly stage: "failed"; readonly code: ErrorCode };

interface Work<Progress> {
  readonly status: Working<Progress>;
  readonly isWorking: boolean;
  /** The code of the failure that is to be shown. */
  readonly failure: ErrorCode | null;
  readonly progress: Progress | null;
  /** Runs one piece of work; answers undefined when it failed or was given up. A new one replaces the one before. */
  readonly run: <Result>(
    work: (options: Required<CallOptions<Progress>>) => Promise<Result>,
  ) => Promise<{ readonly value: Result } | undefined>;
  /** Gives the work up, and forgets what failed. */
  readonly cancel: () => void;
}

/** One piece of work of a screen: its progress, its failure, and how to give it up. It ends with the screen. */
export function useWork<Progress = never>(): Work<Progress> {
  const [status, setStatus] = useState<Working<Progress>>({ stage: "idle" });
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);
  const run = useCallback<Work<Progress>["run"]>(async (work) => {
    current.current?.abort();
    const controller = new AbortController();
    current.current = controller;
    const show = (next: Working<Progress>) => {
      if (current.current === controller) setStatus(next);
    };
    show({ stage: "working", progress: null });
    try {
      const onProgress = (progress: Progress) => {
        show({ stage: "working", progress });
      };
      const value = await work({ signal: controller.signal, onProgress });
      if (controller.signal.aborted) return undefined;
      show({ stage: "idle" });
      return { value };
    } catch (error) {
      const code = codeOf(error);
      show(code === "cancelled" ? { stage: "idle" } : { stage: "failed", code });
      return undefined;
    }
  }, []);
  const cancel = useCallback(() => {
    current.current?.abort();
    setStatus({ stage: "idle" });
  }, []);
  return {
    status,
    isWorking: status.stage === "working",
    failure: status.stage === "failed" ? status.code : null,
    progress: status.stage === "working" ? status.progress : null,
    run,
    cancel,
  };
}

/** The code behind something thrown; what has none is our own mistake. */
function codeOf(error: unknown): ErrorCode {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return isErrorCode(code) ? code : "internal";
}
