import { toBase64 } from "./base64.ts";
import type { Overlay } from "./overlay.ts";
import { pageStyle } from "./page-style.ts";

/** All words of a report, in the reader's language; plain text. Names in them may be anything: they are escaped. */
export interface ReportWords {
  /** As in `lang`: "en". */
  readonly language: string;
  readonly direction?: "ltr" | "rtl";
  /** Of the document. */
  readonly title: string;
  /** The answer in a line. */
  readonly verdict: string;
  /** What is said, and with which bound. */
  readonly sentences: readonly string[];
  /** What it does not say. */
  readonly limits: { readonly title: string; readonly sentences: readonly string[] };
  readonly leak: { readonly alt: string; readonly caption: string };
  readonly original: { readonly alt: string; readonly caption: string };
  /** What line, dots and darkness stand for. */
  readonly legend: { readonly line: string; readonly dots: string; readonly dark: string };
  readonly facts: { readonly title: string; readonly rows: readonly (readonly [name: string, value: string])[] };
}

/** One picture of a report with what is drawn on it. */
export interface ReportFigure {
  readonly jpeg: Uint8Array;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly overlay: Overlay;
}

/**
 * A report as one page: it needs nothing else, runs nothing, asks no network, can be read in the light and in the dark, on a phone,
 * aloud and on paper.
 */
export function reportPage(params: {
  readonly words: ReportWords;
  readonly leak: ReportFigure;
  readonly original: ReportFigure;
}): string {
  const { words, leak, original } = params;
  const { title, verdict, sentences, limits, legend, facts } = words;
  const paragraphs = (texts: readonly string[]) => texts.map((text) => `<p>${escape(text)}</p>`).join("\n");
  return `<!doctype html>
<html lang="${escape(words.language)}" dir="${words.direction ?? "ltr"}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<title>${escape(title)}</title><style>${pageStyle}</style></head><body><main>
<header><p class="soft">${escape(title)}</p><h1>${escape(verdict)}</h1></header>
${paragraphs(sentences)}
<div class="figures">
${figure(leak, words.leak)}
${figure(original, words.original)}
</div>
<ul class="legend">
<li><svg viewBox="0 0 28 14" aria-hidden="true"><path class="case" d="M2,7H26"/><path class="line" d="M2,7H26"/></svg>${escape(legend.line)}</li>
<li><svg viewBox="0 0 28 14" aria-hidden="true"><path class="dots dots-case" stroke-width="6" d="M5,7h0M14,7h0M23,7h0"/><path class="dots" stroke-width="4" d="M5,7h0M14,7h0M23,7h0"/></svg>${escape(legend.dots)}</li>
<li><svg viewBox="0 0 28 14" aria-hidden="true"><path class="swatch" d="M2,1H26V13H2Z"/></svg>${escape(legend.dark)}</li>
</ul>
<section class="limits"><h2>${escape(limits.title)}</h2>
${paragraphs(limits.sentences)}
</section>
<section><h2>${escape(facts.title)}</h2>
<dl>${facts.rows.map(([name, value]) => `<div><dt>${escape(name)}</dt><dd>${escape(value)}</dd></div>`).join("\n")}</dl>
</section>
</main></body></html>
`;
}

function figure({ jpeg, width, height, overlay }: ReportFigure, words: ReportWords["leak"]): string {
  const point = (x: number, y: number) => `${round(x * width)},${round(y * height)}`;
  const line = `M${overlay.outline.map(([x, y]) => point(x, y)).join("L")}Z`;
  // Three sizes of dots, each one path: thousands of elements would be slow to draw.
  const dots = [0, 1, 2].map((level) =>
    overlay.dots
      .filter(({ clear }) => Math.min(2, Math.floor(clear * 3)) === level)
      .map(({ x, y }) => `M${point(x, y)}h0`)
      .join(""),
  );
  // In tiles, so that a small screen shows smaller dots and not fewer pixels between them.
  const unit = overlay.pitch * width;
  const dotPaths = (kind: string, sizes: readonly [number, number, number]) =>
    dots
      .map((d, level) =>
        d === "" ? "" : `<path class="${kind}" stroke-width="${round(unit * sizes[level]!)}" d="${d}"/>`,
      )
      .join("");
  return `<figure><div class="frame"><img src="data:image/jpeg;base64,${toBase64(jpeg)}" width="${width}" height="${height}" alt="${escape(words.alt)}">
<svg viewBox="0 0 ${width} ${height}" aria-hidden="true"><path class="dark" d="${darkness(width, height, overlay)}"/>
${dotPaths("dots dots-case", [0.28, 0.38, 0.5])}${dotPaths("dots", [0.16, 0.25, 0.36])}<path class="case" d="${line}"/><path class="line" d="${line}"/></svg></div>
<figcaption>${escape(words.caption)}</figcaption></figure>`;
}

/** Squares over what is not in both pictures, neighbours in a row joined. */
function darkness(width: number, height: number, overlay: Overlay): string {
  const step = Math.max(width, height) / 128;
  const parts: string[] = [];
  for (let y = 0; y < height; y += step) {
    let from = -1;
    const bottom = Math.min(height, y + step);
    for (let x = 0; x < width + step; x += step) {
      const dark = x < width && !overlay.inCommon(Math.min(1, (x + step / 2) / width), (y + bottom) / (2 * height));
      if (dark && from < 0) from = x;
      if (!dark && from >= 0) {
        parts.push(`M${round(from)},${round(y)}H${round(Math.min(width, x))}V${round(bottom)}H${round(from)}Z`);
        from = -1;
      }
    }
  }
  return parts.join("");
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Control characters, and marks that turn the direction of text: a name could rewrite the sentence around it with them. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const hostile = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g;

function escape(text: string): string {
  return text
    .replace(hostile, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
