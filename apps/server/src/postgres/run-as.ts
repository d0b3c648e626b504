import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";
import { WhosecopyError } from "@whosecopy/protocol";

const run = promisify(execFile);

/** The user that PostgreSQL runs as, when it can't be the one that runs the server. */
export interface Unprivileged {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

async function lookUp(name: string): Promise<Unprivileged | null> {
  try {
    const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
    return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/**
 * PostgreSQL refuses to run as root. Started as root, it runs as the first of these that the system has: a user of our own,
 * PostgreSQL's usual one, the one that owns nothing.
 *
 * @returns null when the server is not root and PostgreSQL runs as the same user
 */
export async function unprivilegedUser(): Promise<Unprivileged | null> {
  if (process.getuid?.() !== 0) return null;
  for (const name of ["whosecopy", "postgres", "nobody"]) {
    const user = await lookUp(name);
    if (user !== null && user.uid !== 0) return user;
  }
  throw new WhosecopyError(
    "server-unavailable",
    "PostgreSQL does not run as root and there is no user whosecopy, postgres or nobody: create one, or set DATABASE_URL",
  );
}

function mayEnter(user: Unprivileged, folder: { uid: number; gid: number; mode: number }): boolean {
  if (folder.uid === user.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === user.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}

/** The first folder on the way to a path that this user can't go through; null when the way is open. */
export async function closedParent(user: Unprivileged, path: string): Promise<string | null> {
  const parents: string[] = [];
  for (let at = dirname(resolve(path)); ; at = dirname(at)) {
    parents.unshift(at);
    if (at === dirname(at)) break;
  }
  for (const parent of parents) {
    if (!mayEnter(user, await stat(parent))) return parent;
  }
  return null;
}
