import { describe, expect, it } from "vitest";
import type { Picture } from "@whosecopy/image";
import { attacks } from "./attacks/list.ts";
import { judge } from "./judge.ts";
import { asNeighbour, chosenSubjects, photographsPresent } from "./pictures.ts";
import { eightPersons, sendPicture, type SentPicture } from "./sent-picture.ts";

const subjects = chosenSubjects(["kodak"]);
const must = attacks.filter(({ level }) => level === "must");

interface Sent {
  readonly sent: SentPicture;
  readonly copy: Picture;
  readonly other: Picture;
}

const made = new Map<string, Promise<Sent>>();

/** Each picture is sent once, however many attacks it meets. */
function sentOnce(i: number): Promise<Sent> {
  const subject = subjects[i]!;
  let sending = made.get(subject.name);
  if (sending === undefined) {
    sending = (async () => {
      const sent = await sendPicture(await subject.load(), subject.name);
      const copy = await sent.copyOf(eightPersons[i % eightPersons.length]!);
      return { sent, copy, other: asNeighbour(await subjects[(i + 1) % subjects.length]!.load()) };
    })();
    made.set(subject.name, sending);
  }
  return sending;
}

/** `npm run bench:tracing` does this for every picture. Drawn pictures stand in where WHOSECOPY_TESTDATA has no photographs. */
describe(`must attacks, each on one of ${subjects.length} ${photographsPresent ? "photographs" : "drawn pictures (no photographs here)"}`, () => {
  it.for(must.map((attack, i) => ({ attack, i: i % subjects.length })))(
    "$attack.name: named at 1e-9, and nobody else",
    async ({ attack, i }) => {
      const { sent, copy, other } = await sentOnce(i);
      const leak = await attack.apply(copy, 2, [other, other, other]);
      const judgement = await judge({ leak, encoding: sent.encoding, person: i % eightPersons.length, innocents: 0 });
      const { verdict, log10Bound, wrong } = judgement;
      expect({ picture: subjects[i]!.name, verdict, wrong, log10Bound: log10Bound ?? 0 }).toEqual({
        picture: subjects[i]!.name,
        verdict: "attributed",
        wrong: 0,
        log10Bound: expect.toSatisfy((value: number) => value <= -9, "at most -9") as number,
      });
    },
  );
});
