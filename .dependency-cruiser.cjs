// The floors of docs/architecture.md: an import goes down, or along one floor, never up.
const floors = [
  ["core"],
  ["crypto"],
  ["dates", "i18n"],
  ["db", "http", "routing", "templates"],
  ["security", "forms", "files"],
  ["sessions", "contenttypes", "flash", "assets", "vite", "handlers"],
  ["auth"],
  ["admin"],
  ["app", "devtools"],
  ["testing", "cli"],
];
const parts = floors.flat();
const group = (names) => `(${names.join("|")})`;

const upward = floors.slice(0, -1).map((floor, level) => ({
  name: `floor-${level}-imports-upwards`,
  comment: `${floor.join(", ")} must not know the floors above.`,
  severity: "error",
  from: { path: `^src/${group(floor)}/` },
  to: { path: `^src/(${group(floors.slice(level + 1).flat())}/|index\\.ts$)` },
}));

// The rooms of db that make, run and read migrations have floors of their own. What stands on one may import the others there.
const dbRooms = [
  ["source-text"],
  ["introspect", "migrations/historic"],
  ["migrations/operations"],
  ["migrations/optimize"],
  ["migrations/graph"],
  ["migrations/files", "migrations/detect", "migrations/safety"],
  ["migrations/run"],
  ["migrations/commands"],
];
const upwardInDb = dbRooms.slice(0, -1).map((floor, level) => ({
  name: `db-room-${level}-imports-upwards`,
  comment: `${floor.join(", ")} must not know the rooms of db above.`,
  severity: "error",
  from: { path: `^src/db/${group(floor)}/` },
  to: { path: `^src/db/${group(dbRooms.slice(level + 1).flat())}/` },
}));

// Cycles are left to Biome (noImportCycles), which can tell an import of types from one that runs.
module.exports = {
  forbidden: [
    ...upward,
    ...upwardInDb,
    {
      name: "ground-parts-do-not-know-each-other",
      comment: "db, http and templates stand side by side; routing alone knows the types of http.",
      severity: "error",
      from: { path: "^src/(db|http|templates|routing)/" },
      to: { path: "^src/(db|http|templates|routing)/", pathNot: ["^src/$1/", "^src/http/index\\.ts$"] },
    },
    {
      name: "ground-parts-do-not-know-http",
      severity: "error",
      from: { path: "^src/(db|templates)/" },
      to: { path: "^src/http/" },
    },
    {
      name: "front-doors-only",
      comment: "A part is imported through its index.ts from outside, and never through it from inside.",
      severity: "error",
      from: { path: `^src/${group(parts)}/` },
      to: { path: `^src/${group(parts)}/`, pathNot: ["^src/$1/", "^src/[^/]+/index\\.ts$"] },
    },
    {
      name: "no-own-front-door",
      severity: "error",
      from: { path: `^src/${group(parts)}/`, pathNot: "/index\\.ts$" },
      to: { path: "^src/$1/index\\.ts$" },
    },
    {
      name: "examples-and-tests-are-users",
      comment: "Examples import quintet/… like any user.",
      severity: "error",
      from: { path: "^examples/" },
      to: { path: "^src/", pathNot: ["^src/[^/]+/index\\.ts$", "^src/index\\.ts$"] },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: { orphan: true, path: "^src/", pathNot: "/assets/.*js$" },
      to: {},
    },
    { name: "not-to-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-dev-dependencies-in-src",
      severity: "error",
      from: { path: "^src/" },
      // A driver is both: of development for the tests here, an optional peer for whoever uses it.
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only", "npm-peer"] },
    },
  ],
  options: {
    tsPreCompilationDeps: "specify",
    parser: "swc",
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|bench)/" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".cjs", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["quintet:source", "import", "node", "default"],
    },
  },
};
