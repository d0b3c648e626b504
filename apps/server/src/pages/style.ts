/** The one style sheet of the server's own pages. Served as a file: the policy allows no inline style. */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --ground: #f7f6f2; --paper: #ffffff; --ink: #23262b; --quiet: #5c626b; --line: #e2dfd6;
  --accent: #1f5f8b; --good: #2f6f4f; --code: #f1efe8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15171a; --paper: #1d2024; --ink: #e8e6e1; --quiet: #a2a7af; --line: #31353b;
    --accent: #86c2ea; --good: #8fd0ad; --code: #262a2f;
  }
}
* { box-sizing: border-box; }
html { font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
body { margin: 0; background: var(--ground); color: var(--ink); }
main { max-width: 46rem; margin: 0 auto; padding: clamp(2rem, 6vw, 5rem) 1.25rem 4rem; }
h1 { font-size: clamp(2rem, 5vw, 2.75rem); line-height: 1.1; letter-spacing: -0.02em; margin: 0 0 0.75rem; }
h2 { font-size: 1.25rem; margin: 3rem 0 0.75rem; letter-spacing: -0.01em; }
p { margin: 0 0 1rem; }
a { color: var(--accent); text-underline-offset: 0.2em; }
a:focus-visible, pre:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 2px; }
.lead { font-size: 1.2rem; color: var(--quiet); max-width: 38rem; text-wrap: balance; }
.state { display: inline-flex; align-items: center; gap: 0.5rem; color: var(--good); font-weight: 600; margin: 0 0 1.5rem; }
.state::before { content: ""; width: 0.6rem; height: 0.6rem; border-radius: 50%; background: currentColor; }
.verbs { list-style: none; padding: 0; margin: 0; display: grid; gap: 0.75rem; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); }
.verbs li { background: var(--paper); border: 1px solid var(--line); border-radius: 0.75rem; padding: 1rem 1.15rem; }
.verbs strong { display: block; }
.verbs q { display: block; color: var(--quiet); font-style: italic; margin: 0.15rem 0 0.5rem; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 0.75rem; padding: 1rem 1.15rem; overflow-x: auto; margin: 0 0 1rem; }
code { font: 0.925em/1.55 ui-monospace, "SF Mono", "Cascadia Mono", "Noto Sans Mono", monospace; }
.quiet { color: var(--quiet); }
.after { margin-top: 1.25rem; }
footer { margin-top: 3.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: 0.95rem; }
footer a { margin-right: 1.25rem; }
@media print { body { background: none; } }
`;

/** The mark of the product: two sheets, one behind the other. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="9" y="4" width="19" height="19" rx="4" fill="#86c2ea"/><rect x="4" y="9" width="19" height="19" rx="4" fill="#1f5f8b"/></svg>`;
