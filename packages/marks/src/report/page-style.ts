/** How a report looks: the app's paper and ink, in both schemes; on paper black on white, a picture never cut by a page's end. */
export const pageStyle = `
:root { color-scheme: light dark; --paper: light-dark(#f6f1e9, #171412); --card: light-dark(#fffdf9, #211d1a); --line: light-dark(#e2d8c9, #3a332d);
 --ink: light-dark(#2a2320, #f3ece4); --soft: light-dark(#655a52, #b9ada1); --wash: light-dark(#f9edcf, #372c16); --edge: light-dark(#7d5300, #efc26b); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.55 ui-sans-serif, system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 68rem; margin: 0 auto; padding: 2.25rem 1.25rem 4rem; }
h1 { font: 600 1.9rem/1.2 ui-serif, Georgia, serif; margin: 0 0 1rem; text-wrap: balance; }
h2 { font: 600 1.2rem/1.25 ui-serif, Georgia, serif; margin: 0 0 .4rem; }
p { margin: .5rem 0; max-width: 46rem; }
.soft, figcaption, dt { color: var(--soft); }
.figures { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); align-items: start; margin: 1.5rem 0 1rem; }
figure { margin: 0; }
.frame { position: relative; overflow: hidden; width: fit-content; max-width: 100%; border-radius: 10px; }
.frame img { display: block; max-width: 100%; height: auto; }
.frame svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.case, .line { fill: none; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.case { stroke: rgb(30 12 6 / .85); stroke-width: 6px; }
.line { stroke: #ffb199; stroke-width: 3px; }
.dots { fill: none; stroke: #96e0ff; stroke-linecap: round; }
.dots-case { stroke: rgb(30 12 6 / .75); }
.dark { fill: rgb(16 13 11 / .58); }
.swatch { fill: rgb(16 13 11 / .7); stroke: var(--line); }
figcaption { margin-top: .5rem; font-size: .9rem; }
.legend { list-style: none; margin: 0 0 1.5rem; padding: 0; font-size: .9rem; color: var(--soft); }
.legend li { display: flex; gap: .6rem; align-items: baseline; margin: .25rem 0; }
.legend svg { flex: none; width: 28px; height: 14px; }
.limits { background: var(--wash); border-inline-start: 4px solid var(--edge); border-radius: 8px; padding: 1rem 1.25rem; margin: 1.5rem 0; }
dl { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .25rem 1rem; }
dl div { display: grid; grid-template-columns: minmax(8rem, 16rem) 1fr; gap: .25rem 1rem; padding: .5rem 0; border-top: 1px solid var(--line); }
dl div:first-child { border-top: 0; }
dd { margin: 0; }
@media (max-width: 32rem) { dl div { grid-template-columns: 1fr; } }
@media print { :root { color-scheme: light; --paper: #fff; --card: #fff; } body { font-size: 11pt; } main { padding: 0; }
 * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
 figure, .limits, dl div { break-inside: avoid; } .figures { grid-template-columns: 1fr 1fr; } .frame img { max-height: 40vh; width: auto; } }
`;
