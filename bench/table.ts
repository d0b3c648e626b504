/** One measured line: what, the numbers, and what it is held against. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly aim?: string;
}

/** Prints rows as a Markdown table, ready for docs/benchmarks.md. */
export function printTable(title: string, rows: readonly Row[]): void {
  const lines = [
    ["measured", "value", "aim"],
    ["---", "---", "---"],
    ...rows.map((row) => [row.what, row.measured, row.aim ?? ""]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  process.stdout.write(`\n## ${title}\n\n`);
  for (const line of lines) {
    process.stdout.write(`| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |\n`);
  }
}

/** Milliseconds in words that fit their size. */
export function duration(ms: number): string {
  return ms < 10 ? `${ms.toFixed(2)} ms` : ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** Wall-clock time of the fastest of several runs: the one least disturbed by the rest of the machine. */
export async function fastest(runs: number, work: () => unknown): Promise<number> {
  let best = Infinity;
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await work();
    best = Math.min(best, performance.now() - started);
  }
  return best;
}
