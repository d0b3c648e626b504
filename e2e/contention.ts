/**
 * How many times longer work takes just now than with a processor to itself: 1 on a quiet machine. Measured by working for a
 * moment and looking how much of that time the processor was ours.
 */
function contention(forMs = 150): number {
  const before = process.cpuUsage();
  const began = performance.now();
  while (performance.now() - began < forMs);
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  return Math.max(1, wallMs / ((user + system) / 1_000));
}

/** A time that was measured, and the same without the part that others took from the machine meanwhile. */
export interface Measured {
  readonly wallMs: number;
  readonly ownMs: number;
}

/** Runs something that measures itself; what others took is the lesser of what they took before and after. */
export async function measured(work: () => Promise<number>): Promise<Measured> {
  const before = contention();
  const wallMs = await work();
  return { wallMs: Math.round(wallMs), ownMs: Math.round(wallMs / Math.min(before, contention())) };
}

export const bestOf = (all: readonly Measured[]): number => Math.min(...all.map(({ ownMs }) => ownMs));

export const shown = (all: readonly Measured[]): string =>
  all.map(({ wallMs, ownMs }) => (ownMs < wallMs ? `${wallMs} (alone ${ownMs})` : String(wallMs))).join(", ");
