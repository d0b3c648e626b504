/** Shows how far something is, on standard error: a line that redraws on a terminal, a line now and then elsewhere. */
export interface Progress {
  /** @param fraction 0 to 1, or null when it can't be known */
  readonly update: (label: string, fraction: number | null) => void;
  readonly done: () => void;
}

interface Screen {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

const redrawMs = 80;
const plainMs = 3000;
const barWidth = 24;

/** Progress that says nothing: for --quiet and --json. */
export const silentProgress: Progress = { update: () => undefined, done: () => undefined };

/** Draws on the given screen. Anything that takes under a second on a pipe stays silent. */
export function drawProgress(screen: Screen, now: () => number): Progress {
  const live = screen.isTTY === true;
  let drawnAt = live ? 0 : now();
  let shown = false;
  return {
    update: (label, fraction) => {
      const time = now();
      if (time - drawnAt < (live ? redrawMs : plainMs)) return;
      drawnAt = time;
      const percent = fraction === null ? "" : ` ${String(Math.floor(fraction * 100)).padStart(3)} %`;
      if (!live) {
        screen.write(`${label}${percent}\n`);
        return;
      }
      const filled = fraction === null ? 0 : Math.round(fraction * barWidth);
      const bar = fraction === null ? "" : ` ${"━".repeat(filled)}${"╌".repeat(barWidth - filled)}`;
      shown = true;
      screen.write(`\r\u001B[K${`${label}${bar}${percent}`.slice(0, (screen.columns ?? 80) - 1)}`);
    },
    done: () => {
      if (shown) screen.write("\r\u001B[K");
      shown = false;
    },
  };
}
