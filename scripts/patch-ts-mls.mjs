// Corrects ts-mls 1.6.4 after each install; run by the root `postinstall`, safe to run again.
//
// ts-mls is pinned to exactly this version behind GroupEngine (packages/client/src/group). Each correction below is
// written from RFC 9420 and says what goes wrong without it. A text that is neither the original nor the corrected one
// stops the install: an engine that is not what was tested must not run.
//
//   node scripts/patch-ts-mls.mjs [FOLDER]     FOLDER: the workspace's root, by default the one this script is in
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const version = "1.6.4";

const corrections = [
  {
    // The check compared whole unmerged_leaves lists over all ancestors, and so refused valid joins in groups of five and
    // more. The rule: an unmerged leaf is a non-blank descendant, and every non-blank node strictly between that leaf and
    // the parent lists it too.
    rule: "RFC 9420 7.9, unmerged_leaves",
    file: "dist/src/clientState.js",
    from: `                if (tree[nodeIndex]?.nodeType !== "leaf" && !dp.includes(toNodeIndex(i)))
                    return new ValidationError("Unmerged leaf did not represent a non-blank descendant leaf node");
                for (const parentIdx of dp) {`,
    to: `                if (tree[nodeIndex]?.nodeType !== "leaf" || !dp.includes(toNodeIndex(i)))
                    return new ValidationError("Unmerged leaf did not represent a non-blank descendant leaf node");
                for (const parentIdx of dp.slice(0, dp.indexOf(toNodeIndex(i)))) {`,
  },
  {
    rule: "RFC 9420 7.9, unmerged_leaves of the nodes between",
    file: "dist/src/clientState.js",
    from: `                        if (!arraysEqual(dpNode.parent.unmergedLeaves, n.parent.unmergedLeaves))
`,
    to: `                        if (!dpNode.parent.unmergedLeaves.includes(unmergedLeaf))
`,
  },
  {
    // A commit that only changes the group's extensions carried no path, which strict peers refuse.
    rule: "RFC 9420 12.4, the path is required for GroupContextExtensions",
    file: "dist/src/clientState.js",
    from: `const needsUpdatePath = allProposals.length === 0 || Object.values(grouped.update).length > 0 || Object.values(grouped.remove).length > 0;`,
    to: `const needsUpdatePath = allProposals.length === 0 || grouped.update.length > 0 || grouped.remove.length > 0 || grouped.group_context_extensions.length > 0;`,
  },
  {
    // The sender's check read the machine's clock behind our back; GroupEngine checks lifetimes against the time it is given.
    rule: "RFC 9420 7.3, lifetimes are checked by the engine's clock",
    file: "dist/src/clientState.js",
    from: `    if (sentByClient || config.validateLifetimeOnReceive) {`,
    to: `    if (config.validateLifetimeOnReceive) {`,
  },
];

/** All copies that an import from the workspace could find: hoisted to the root, or inside one package. */
function copiesIn(root) {
  const homes = [root];
  for (const group of ["packages", "apps"]) {
    const folder = join(root, group);
    if (existsSync(folder)) homes.push(...readdirSync(folder).map((name) => join(folder, name)));
  }
  return homes
    .map((home) => join(home, "node_modules", "ts-mls"))
    .filter((copy) => existsSync(join(copy, "package.json")));
}

function patch(copy) {
  const found = JSON.parse(readFileSync(join(copy, "package.json"), "utf8")).version;
  if (found !== version) throw new Error(`${copy} is version ${found}; only ${version} is known to be safe`);
  let changed = 0;
  for (const { rule, file, from, to } of corrections) {
    const path = join(copy, file);
    const text = readFileSync(path, "utf8");
    if (text.split(to).length === 2 && !text.includes(from)) continue;
    if (text.split(from).length !== 2) throw new Error(`${path}: the text to correct was not found (${rule})`);
    // Written beside and renamed: a crash leaves the old file or the new one.
    writeFileSync(
      `${path}.new`,
      text.replace(from, () => to),
    );
    renameSync(`${path}.new`, path);
    changed += 1;
  }
  return changed;
}

const root = process.argv[2] ?? dirname(dirname(fileURLToPath(import.meta.url)));
try {
  const copies = copiesIn(root);
  if (copies.length === 0) throw new Error(`no copy found below ${root}`);
  for (const copy of copies) {
    const changed = patch(copy);
    console.log(`ts-mls ${version}: ${changed === 0 ? "already corrected" : `${changed} corrections made`} (${copy})`);
  }
} catch (error) {
  console.error(`Cannot correct ts-mls: ${error.message}`);
  process.exit(1);
}
