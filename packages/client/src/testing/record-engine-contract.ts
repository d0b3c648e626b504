import { equalBytes, toHex } from "@whosecopy/protocol";
import type { EngineChange, RecordEngine } from "../store/record-engine.ts";

/** A place where records outlive the engine over them. */
export interface EngineHome {
  open(): Promise<RecordEngine>;
  /** What only the engine below finds out that it can't store. */
  readonly impossible: EngineChange;
}

/** One promise of the port, by its sentence. It throws when it is broken; no test runner, so that a page can run it too. */
export interface EnginePromise {
  readonly promise: string;
  holds(home: EngineHome): Promise<void>;
}

const bytes = (...values: number[]) => Uint8Array.from(values);
/** Keys as the store makes them: 32 bytes, those of one namespace with the same first eight. */
const keyOf = (space: number, id: number) => new Uint8Array(32).fill(space, 0, 8).fill(id, 8);
const put = (key: Uint8Array, value: Uint8Array): EngineChange => ({ key, value });
const remove = (key: Uint8Array): EngineChange => ({ key, value: null });

async function contents(engine: RecordEngine, prefix: Uint8Array = bytes()): Promise<string> {
  const found = await engine.range(prefix);
  return found
    .map(({ key, value }) => `${toHex(key)}=${toHex(value)}`)
    .sort()
    .join(" ");
}

const written = (...records: readonly (readonly [Uint8Array, Uint8Array])[]) =>
  records
    .map(([key, value]) => `${toHex(key)}=${toHex(value)}`)
    .sort()
    .join(" ");

function require(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise);
}

async function requireRefusal(work: Promise<unknown>): Promise<void> {
  const code = await work.then(
    () => "nothing",
    (error: unknown) => (error instanceof Object && "code" in error ? error.code : error),
  );
  require(code === "store-damaged", `refused with ${String(code)}`);
}

/** What every `RecordEngine` promises, whatever is below it. */
export const recordEngineContract: readonly EnginePromise[] = [
  {
    promise: "gives back what was put and nothing for what was not, whatever the bytes",
    async holds(home) {
      const engine = await home.open();
      const values = [
        bytes(),
        bytes(0),
        Uint8Array.from({ length: 256 }, (_, n) => n),
        new Uint8Array(1_200_000).fill(7),
      ];
      await engine.batch(values.map((value, n) => put(keyOf(1, n), value)));
      for (const [n, value] of values.entries()) {
        const got = await engine.get(keyOf(1, n));
        require(got instanceof Uint8Array && equalBytes(got, value), `value ${n} came back otherwise`);
      }
      require((await engine.get(keyOf(1, 200))) === undefined, "something was never put");
      await engine.close();
    },
  },
  {
    promise: "stores only what a view shows and keeps nothing of the caller's arrays",
    async holds(home) {
      const engine = await home.open();
      const whole = new Uint8Array(100).fill(9);
      const key = keyOf(1, 1);
      await engine.batch([put(key, whole.subarray(10, 13))]);
      whole.fill(1);
      const got = await engine.get(key);
      require(got !== undefined && equalBytes(got, bytes(9, 9, 9)), "another value");
      require(got?.buffer.byteLength === 3, "more is stored than the view shows");
      await engine.close();
    },
  },
  {
    promise: "lists exactly the records whose key starts with the prefix, up to keys of all ones",
    async holds(home) {
      const engine = await home.open();
      const spaces = [0, 1, 254, 255];
      const records = spaces.flatMap((space) => [0, 255].map((id) => [keyOf(space, id), bytes(space, id)] as const));
      await engine.batch(records.map(([key, value]) => put(key, value)));
      for (const space of spaces) {
        const own = records.filter(([key]) => key[0] === space);
        const found = await contents(engine, keyOf(space, 0).subarray(0, 8));
        require(found === written(...own), `another list for ${space}`);
      }
      require((await contents(engine)) === written(...records), "another list of all");
      require((await contents(engine, bytes(7))) === "", "a list of what is not there");
      await engine.close();
    },
  },
  {
    promise: "makes the changes of a batch in their order: the last of a key holds",
    async holds(home) {
      const engine = await home.open();
      const [a, b, c] = [keyOf(1, 1), keyOf(1, 2), keyOf(1, 3)];
      await engine.batch([put(a, bytes(1)), put(c, bytes(1))]);
      await engine.batch([
        put(a, bytes(2)),
        put(b, bytes(1)),
        remove(b),
        remove(c),
        put(c, bytes(3)),
        remove(keyOf(9, 9)),
      ]);
      require((await contents(engine)) === written([a, bytes(2)], [c, bytes(3)]), "another order");
      await engine.batch([]);
      await engine.close();
    },
  },
  {
    promise: "makes nothing of a batch in which one change can't be made, and works on",
    async holds(home) {
      const engine = await home.open();
      const [a, b, c] = [keyOf(1, 1), keyOf(1, 2), keyOf(1, 3)];
      await engine.batch([put(a, bytes(1)), put(b, bytes(1))]);
      for (const at of [0, 2, 4]) {
        const changes = [put(a, bytes(2)), remove(b), put(c, bytes(2)), put(keyOf(1, 4), new Uint8Array(300_000))];
        await requireRefusal(engine.batch([...changes.slice(0, at), home.impossible, ...changes.slice(at)]));
        require((await contents(engine)) === written([a, bytes(1)], [b, bytes(1)]), `a part was made, of ${at}`);
      }
      await engine.batch([put(c, bytes(3))]);
      require((await engine.get(c))?.[0] === 3, "it stopped working");
      await engine.close();
    },
  },
  {
    promise: "keeps batches that were asked for at once apart and in order",
    async holds(home) {
      const engine = await home.open();
      const keys = [keyOf(1, 1), keyOf(1, 2), keyOf(2, 1)];
      await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          engine.batch(keys.map((key) => put(key, bytes(n, ...key.subarray(8, 9))))),
        ),
      );
      const found = await Promise.all(keys.map((key) => engine.get(key)));
      require(found.every(
        (value) => value?.[0] === 19,
      ), `batches ended mixed: ${String(found.map((each) => each?.[0]))}`);
      await engine.close();
    },
  },
  {
    promise: "has what it acknowledged when it is opened again, and refuses work once closed",
    async holds(home) {
      const engine = await home.open();
      await engine.batch([put(keyOf(1, 1), bytes(1)), put(keyOf(1, 2), bytes(2))]);
      await engine.batch([remove(keyOf(1, 2))]);
      await engine.close();
      await requireRefusal(engine.batch([put(keyOf(1, 3), bytes(3))]));
      await requireRefusal(engine.get(keyOf(1, 1)));
      const again = await home.open();
      require((await contents(again)) === written([keyOf(1, 1), bytes(1)]), "something else after opening");
      await again.close();
    },
  },
];
