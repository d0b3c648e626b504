import { dexieEngine } from "../../packages/client/src/browser/dexie-engine.ts";
import { openStoreDatabase } from "../../packages/client/src/browser/store-database.ts";
import { recordEngineContract } from "../../packages/client/src/testing/record-engine-contract.ts";

const open = async (name: string) => dexieEngine(await openStoreDatabase(name));
/** A function can't be cloned: the database throws when it is put. */
const impossible = {
  key: new Uint8Array(32),
  value: { slice: () => () => undefined } as unknown as Uint8Array,
};
const bigBatch = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, n) => ({
    key: new Uint8Array(32).fill(n),
    value: new Uint8Array(bytes).fill(n),
  }));

/** What the test asks of the page. */
export const storePage = {
  /** Tries one promise of the contract; the complaint, or an empty text. */
  async holds(n: number): Promise<string> {
    try {
      await recordEngineContract[n]?.holds({ open: () => open(`contract-${n}`), impossible });
      return "";
    } catch (error) {
      return error instanceof Error ? (error.stack ?? error.message) : "no error was thrown, but something";
    }
  },
  /** Writes many records in one batch; "written", or the code of the error. */
  async write(name: string, params: { readonly count: number; readonly bytes: number }): Promise<string> {
    const engine = await open(name);
    try {
      await engine.batch(bigBatch(params.count, params.bytes));
      return "written";
    } catch (error) {
      return error instanceof Object && "code" in error ? String(error.code) : String(error);
    } finally {
      await engine.close();
    }
  },
  /** Begins to write and says so as soon as the batch is under way. */
  async beginWriting(name: string, params: { readonly count: number; readonly bytes: number }): Promise<void> {
    const engine = await open(name);
    const changes = bigBatch(params.count, params.bytes);
    void engine.batch(changes).then(() => engine.close());
  },
  async count(name: string): Promise<number> {
    const engine = await open(name);
    const found = await engine.range(new Uint8Array(0));
    await engine.close();
    return found.length;
  },
};

(globalThis as unknown as { storePage: typeof storePage }).storePage = storePage;
