import type { Picture } from "@whosecopy/image";
import type { Capacity } from "@whosecopy/marks";
import { attacks } from "./attacks/list.ts";
import { type Judgement, judge } from "./judge.ts";
import { asNeighbour, loadSubject } from "./pictures.ts";
import { eightPersons, personNamed, sendPicture, type SentPicture } from "./sent-picture.ts";

/**
 * One leak to make and to trace: of a person's copy, or of something that nobody may be named for: the unmarked picture, the copy of a person who
 * is not on the list, or another picture.
 */
export interface Job {
  readonly picture: string;
  /** Pictures for collages; the first one is also the other picture. */
  readonly others: readonly string[];
  readonly kind: "copy" | "unmarked" | "stranger" | "unrelated";
  readonly attack: string;
  /** Whose copy is traced, one of the eight. */
  readonly person: number;
  readonly innocents: number;
  readonly below: boolean;
}

export interface Outcome {
  readonly job: Job;
  /** Missing when something went wrong. */
  readonly judgement?: Judgement;
  readonly error?: string;
  readonly attackSeconds: number;
  /** What the sender was told before sending; missing when it did not come to that. */
  readonly proves?: Capacity["proves"];
}

interface Loaded {
  readonly picture: string;
  readonly original: Picture;
  readonly others: readonly Picture[];
  readonly sent: SentPicture;
  readonly copy: Picture;
}

/** The last picture is kept: jobs come picture by picture. */
let kept: Loaded | undefined;

async function loaded({ picture, others, person }: Job): Promise<Loaded> {
  if (kept?.picture === picture) return kept;
  kept = undefined;
  const original = await loadSubject(picture);
  const sent = await sendPicture(original, picture);
  kept = {
    picture,
    original,
    others: await Promise.all(others.map(async (name) => asNeighbour(await loadSubject(name)))),
    sent,
    copy: await sent.copyOf(eightPersons[person]!),
  };
  return kept;
}

const seed = 1;

/** Never rejects: what went wrong is part of the outcome. */
export async function runJob(job: Job): Promise<Outcome> {
  let attackSeconds = 0;
  try {
    const attack = attacks.find(({ name }) => name === job.attack);
    if (attack === undefined) throw new Error(`no attack ${job.attack}`);
    const all = await loaded(job);
    const source = await sourceOf(job.kind, all);
    const started = performance.now();
    const leak = await attack.apply(source, seed, all.others);
    attackSeconds = (performance.now() - started) / 1000;
    const person = job.kind === "copy" ? job.person : undefined;
    const judgement = await judge({
      leak,
      encoding: all.sent.encoding,
      person,
      innocents: job.innocents,
      below: job.below,
    });
    const { proves } = all.sent.mark.capacityFor(eightPersons.length);
    return { job, judgement, attackSeconds, proves };
  } catch (error) {
    return { job, error: error instanceof Error ? (error.stack ?? error.message) : String(error), attackSeconds };
  }
}

async function sourceOf(kind: Job["kind"], { original, others, sent, copy }: Loaded): Promise<Picture> {
  if (kind === "copy") return copy;
  if (kind === "unmarked") return original;
  if (kind === "stranger") return sent.copyOf(personNamed("stranger"));
  const other = others[0];
  if (other === undefined) throw new Error("no other picture");
  return other;
}
