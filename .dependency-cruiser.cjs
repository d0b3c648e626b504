// The floors of the design: a package imports only floors below its own; sideways only mms -> check and respond -> marks.
const floors = [
  ["protocol"],
  ["image", "crypto", "perceptual-hash", "transparency-log"],
  ["check", "marks", "respond", "mms"],
  ["client"],
];
const sideways = { mms: ["check"], respond: ["marks"] };
const rules = floors.flatMap((floor, level) =>
  floor.map((name) => {
    const allowed = [name, ...floors.slice(0, level).flat(), ...(sideways[name] ?? [])];
    return {
      name: `${name}-imports-only-below`,
      comment: `packages/${name} may import: ${allowed.join(", ")}`,
      severity: "error",
      from: { path: `^packages/${name}/` },
      to: { path: "^(packages|apps)/", pathNot: `^packages/(${allowed.join("|")})/` },
    };
  }),
);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...rules,
    {
      name: "server-trusts-no-client",
      comment: "the server is blind: it knows the wire and the checks, not how media is made",
      severity: "error",
      from: { path: "^apps/server/" },
      to: { path: "^(apps/(cli|web)|packages/(client|marks|image))/" },
    },
    {
      name: "web-is-thin",
      severity: "error",
      from: { path: "^apps/web/" },
      to: { path: "^apps/(cli|server)/" },
    },
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "browser-safe-packages",
      comment: "packages run unchanged in a browser: Node built-ins only under node/, in tests and in testing/",
      severity: "error",
      from: { path: "^packages/", pathNot: "(/node/|/testing/|\\.test\\.ts$)" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "resolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "[?]url$" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ["whosecopy:source", "import", "node", "default", "types"],
      exportsFields: ["exports"],
      extensions: [".ts", ".js", ".mjs", ".json"],
    },
  },
};
