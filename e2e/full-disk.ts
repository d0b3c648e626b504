import { execFileSync } from "node:child_process";

function namespace(): readonly string[] | null {
  for (const options of [["-m"], ["-rm"]]) {
    try {
      const small = "mount -t tmpfs -o size=64k tmpfs /mnt";
      execFileSync("unshare", [...options, "sh", "-c", small], { stdio: "ignore" });
      return ["unshare", ...options];
    } catch {
      // Not on this system, or not for this user.
    }
  }
  return null;
}

const own = namespace();

/** Small disks that only the process that fills them can see: nothing is left mounted, whatever happens. */
export const diskOf = {
  isPossible: own !== null,
  reason: own === null ? "skipped: this user may mount no small disk" : "a small one of its own",
  /** Runs a shell script with the command as its arguments, where it may mount. */
  through: (script: string): readonly string[] => [...(own ?? []), "sh", "-c", script, "sh"],
};
