// Writes docs/notes.md, the index of every [Note: ...] in the code; with --check it only says whether the index is true.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const found = execFileSync("git", ["grep", "-n", "--untracked", "-E", "\\[Note: [^]]+\\] \\w", "--", "*.ts", "*.tsx"], {
  encoding: "utf8",
});
const notes = found
  .trim()
  .split("\n")
  .map((line) => {
    const [, path, title] = /^([^:]+):\d+:.*\[Note: ([^\]]+)\]/.exec(line);
    return { path, title };
  })
  .sort((a, b) => a.title.toLowerCase().localeCompare(b.title.toLowerCase(), "en"));
const page = `# Notes

Decisions that reach across files are explained once, in the code, under a title, and cited by it.

${notes.map(({ path, title }) => `- [${title}](../${path})`).join("\n")}
`;
const file = new URL("../docs/notes.md", import.meta.url);
if (process.argv.includes("--check")) {
  if (readFileSync(file, "utf8") !== page) {
    process.stderr.write("docs/notes.md is out of date: npm run notes\n");
    process.exit(1);
  }
} else writeFileSync(file, page);
