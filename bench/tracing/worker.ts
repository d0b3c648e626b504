import { type Job, runJob } from "./job.ts";

/** One process per core: takes jobs from the main process, one at a time, and answers each with its outcome. */
process.on("message", (job: Job) => {
  void runJob(job).then((outcome) => process.send?.(outcome));
});
// Ctrl-C reaches every process of the terminal; the main one decides when to stop.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit(0));
