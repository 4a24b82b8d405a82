import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type * as DevCommand from "../../src/cli/commands/dev.ts";

/*
 * R17: reloading does not leak, and is quick. A project is edited again and again while `quintet dev` serves it: a model,
 * the routes, a template, in turn. A cycle is over when an answer shows the edit. Then a pause, as a person makes one, in
 * which the next process gets ready.
 *
 *   npm run reliability -- R17             of what was built, as whoever installs it has it
 *   npm run bench:dev                      of the sources, 60 edits
 *
 * `quintet dev` runs in this process, so that its memory and its listeners can be counted.
 */
const { values } = parseArgs({
  options: {
    cycles: { type: "string", default: "1000" },
    seconds: { type: "string", default: "Infinity" },
    "pause-ms": { type: "string", default: "1000" },
    built: { type: "boolean", default: false },
  },
});
const cycles = Number(values.cycles);
const pauseMs = Number(values["pause-ms"]);
const warmUpCycles = Math.min(30, Math.ceil(cycles / 5));

const root = join(import.meta.dirname, "..", "..");
const command = values.built ? "dist/cli/dev.js" : "src/cli/commands/dev.ts";
const { dev }: typeof DevCommand = await import(join(root, command));
mkdirSync(join(root, ".quintet"), { recursive: true });
const folder = mkdtempSync(join(root, ".quintet", "hot-reload-"));
mkdirSync(join(folder, "templates"));

const kinds = ["model", "routes", "template"] as const;
type Kind = (typeof kinds)[number];
const versions: Record<Kind, number> = { model: 0, routes: 0, template: 0 };

function edit(kind: Kind): void {
  versions[kind]++;
  if (kind === "model")
    writeFileSync(
      join(folder, "models.ts"),
      `import { Model, string } from "quintet/db";
export class Tea extends Model({ name: string({ maxLength: ${50 + versions.model} }) }) {}
export const modelVersion = ${versions.model};
`,
    );
  else if (kind === "routes")
    writeFileSync(
      join(folder, "routes.ts"),
      `import { html } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { template } from "quintet/templates";
import { modelVersion } from "./models.ts";
const page = template<{ model: number; routes: number }>("page.html");
export const routes = defineRoutes({ home: path("", () => html(page({ model: modelVersion, routes: ${versions.routes} }))) });
`,
    );
  else
    writeFileSync(
      join(folder, "templates", "page.html"),
      `<p>model {{ model }} routes {{ routes }} template ${versions.template}</p>`,
    );
}

writeFileSync(
  join(folder, "quintet.config.ts"),
  `import { defineConfig, defineModule, secret } from "quintet";
import { sqlite } from "quintet/db";
import { Tea } from "./models.ts";
import { routes } from "./routes.ts";
export default defineConfig({
  modules: [defineModule({ name: "teas", folder: import.meta.dirname, models: [Tea] })],
  routes,
  secretKey: secret("SECRET_KEY", "kJ8-long-enough-and-with-many-different-characters"),
  databases: { default: sqlite({ file: ":memory:" }) },
  http: { accessLog: false },
});
`,
);
for (const kind of kinds) edit(kind);

const address = Promise.withResolvers<string>();
const { log } = console;
console.log = (line: string) => {
  const [, url] = /serves \S*?(http:\/\/[\d.:]+)/.exec(line) ?? [];
  if (url !== undefined) address.resolve(url);
};
console.error = () => {};
const over = dev({ project: { folder, file: join(folder, "quintet.config.ts") }, port: "0" });
const url = await address.promise;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Edits, and waits until an answer shows it. Gives the milliseconds in between. */
async function cycle(kind: Kind): Promise<number> {
  edit(kind);
  const begun = performance.now();
  const shown = `${kind} ${versions[kind]}`;
  for (;;) {
    const answer = await (await fetch(url)).text();
    if (new RegExp(`${shown}\\b`).test(answer)) return performance.now() - begun;
    await pause(1);
  }
}

/** What it tells who has started it. */
export interface ReloadFigures {
  readonly cycles: number;
  readonly restartP95Ms: number;
  readonly before: Footprint;
  readonly after: Footprint;
}

interface Footprint {
  readonly rssMb: number;
  readonly listeners: number;
  readonly resources: number;
}

/** What a leak would let grow: memory after a collection is up to Node, so it is the lowest of some looks. */
async function footprint(): Promise<Footprint> {
  let rss = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 5; look++) {
    await pause(50);
    rss = Math.min(rss, process.memoryUsage.rss());
  }
  const listeners = process.eventNames().map((name) => process.listenerCount(name));
  return {
    rssMb: rss / 1_048_576,
    listeners: Math.max(...listeners),
    resources: process.getActiveResourcesInfo().length,
  };
}

await pause(2_000); // the watcher looks at all files, and the first process stands by
for (let index = 0; index < warmUpCycles; index++) {
  await cycle(kinds[index % 3]!);
  await pause(pauseMs);
}
const before = await footprint();
const times: Record<Kind, number[]> = { model: [], routes: [], template: [] };
const end = performance.now() + Number(values.seconds) * 1_000;
for (let index = 0; index < cycles && performance.now() < end; index++) {
  const kind = kinds[index % 3]!;
  times[kind].push(await cycle(kind));
  await pause(pauseMs);
}
const after = await footprint();
process.emit("SIGTERM");
await over;
rmSync(folder, { recursive: true });

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
const shown = (sorted: readonly number[]) => [
  String(sorted.length),
  ...[0.5, 0.95, 1].map((part) => `${quantile(sorted, part).toFixed(0)} ms`),
];
const rows = kinds.map((kind) => {
  const sorted = times[kind].toSorted((one, other) => one - other);
  return [kind, ...shown(sorted)];
});
const both = [...times.model, ...times.routes].toSorted((one, other) => one - other);
rows.push(["restarts", ...shown(both)]);
log("| edit     | cycles | median | p95 | most |");
log("| -------- | ------ | ------ | --- | ---- |");
for (const row of rows) log(`| ${row.join(" | ")} |`);
log(
  `\nRSS of quintet dev: ${before.rssMb.toFixed(1)} MB, then ${after.rssMb.toFixed(1)} MB (${(after.rssMb - before.rssMb).toFixed(1)} MB more)`,
);
log(`Most listeners of one event of the process: ${before.listeners}, then ${after.listeners}`);
log(`Active resources: ${before.resources}, then ${after.resources}`);
process.send?.({
  cycles: times.model.length + times.routes.length + times.template.length,
  restartP95Ms: quantile(both, 0.95),
  before,
  after,
} satisfies ReloadFigures);
