/** Lets one piece of work run at a time, in the order of asking. Not to be entered again from inside. */
export interface Lock {
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** A lock within this process; between processes the store's engine has its own. */
export function createLock(): Lock {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      const next = last.catch(() => undefined).then(work);
      last = next;
      return next;
    },
  };
}
