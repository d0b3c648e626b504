import { toBase64 } from "./base64.ts";

/** One picture that was put to the trace, and what came out, as the demo's report shows it. */
export interface ReportCase {
  readonly title: string;
  readonly what: string;
  readonly jpeg: Uint8Array;
  readonly answer: string;
  readonly detail: string;
  readonly attributed: boolean;
}

/** Where the leak lies in the original: corners in fractions of the original's width and height. */
export type Outline = readonly { readonly x: number; readonly y: number }[];

export interface ReportContent {
  readonly original: Uint8Array;
  readonly originalSize: { readonly width: number; readonly height: number };
  readonly outline: Outline | null;
  readonly cases: readonly ReportCase[];
  readonly status: readonly string[];
  readonly dare: string;
}

const style = `
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5b6675; --paper: #fbfaf7; --line: #dcd8cf; --card: #fff; --yes: #0b6b4f; --no: #5b6675; --mark: #d9480f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --soft: #a3a9b2; --paper: #14171c; --line: #2e343d; --card: #1b2027; --yes: #5fd0a6; --no: #a3a9b2; --mark: #ff9d5c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.55 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 0 0 .25rem; }
p { margin: .4rem 0; max-width: 42rem; }
.soft { color: var(--soft); }
.grid { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); margin: 1.5rem 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1rem; overflow: hidden; }
.card img { width: 100%; height: 9.5rem; object-fit: contain; background: var(--paper); border-radius: 8px; display: block; margin: .6rem 0; }
.frame { position: relative; margin: 1rem 0; }
.frame img { width: 100%; display: block; border-radius: 12px; }
.frame svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.frame polygon { fill: none; stroke: var(--mark); stroke-width: 3; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.yes { color: var(--yes); font-weight: 650; } .no { color: var(--no); font-weight: 650; }
code { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .1em .35em; overflow-wrap: anywhere; }
ul { padding-left: 1.1rem; }
`;

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function picture(jpeg: Uint8Array, alt: string): string {
  return `<img alt="${escape(alt)}" src="data:image/jpeg;base64,${toBase64(jpeg)}">`;
}

function card(each: ReportCase): string {
  return `<section class="card"><h2>${escape(each.title)}</h2><p class="soft">${escape(each.what)}</p>${picture(each.jpeg, each.title)}
<p class="${each.attributed ? "yes" : "no"}">${escape(each.answer)}</p><p>${escape(each.detail)}</p></section>`;
}

/** The demo's report: one page that needs nothing else, with no script, readable on a phone and in the dark. */
export function reportHtml(content: ReportContent): string {
  const { width, height } = content.originalSize;
  const points = content.outline?.map(({ x, y }) => `${(x * 1000).toFixed(1)},${(y * 1000).toFixed(1)}`).join(" ");
  const polygon =
    points === undefined
      ? ""
      : `<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true"><polygon points="${points}"/></svg>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Whose copy? The trace of the demo</title><style>${style}</style></head><body><main>
<h1>Whose copy was it?</h1>
<p>Ana sent this picture (${width} by ${height} pixels) to two people. Each got a copy with an invisible mark of its own. One copy turned up
somewhere else. The line shows the part of it that did.</p>
<div class="frame">${picture(content.original, "The picture that Ana sent")}${polygon}</div>
<div class="grid">${content.cases.map(card).join("\n")}</div>
<h2>What Ana's status shows</h2><ul>${content.status.map((line) => `<li>${escape(line)}</li>`).join("")}</ul>
<h2>Try it yourself</h2><p>Edit the copy in any program, then trace it:</p><p><code>${escape(content.dare)}</code></p>
<p class="soft">The number is a bound on a false accusation: if this person's copy had nothing to do with the leak, a match this strong would
turn up at most that often. It says whose copy it is, not who passed it on. It can't exclude that someone got hold of
the copy, or that the sender's own records were used.</p>
</main></body></html>
`;
}
