/*
 * npm run bench:types: what Quintet's types cost the compiler, in an application of 200 models with 800 relations and
 * 2,000 queries. The application sees Quintet as an installed package is seen: by its declarations.
 *
 *   npm run bench:types                      instantiations, time and memory
 *   npm run bench:types -- --check           fails where there are more instantiations than `bound`
 *   npm run bench:types -- --keep DIR        leaves the application there, for `tsc --generateTrace` and experiments
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { generateApp, modelCount, queriesPerModel } from "./generated-app.ts";

const root = join(import.meta.dirname, "../..");

// The aim is 400,000. Lower the bound whenever types get cheaper; it must not rise without a reason in its commit.
const bound = 380_000;
const aim = 400_000;

const { values: options } = parseArgs({
  options: { check: { type: "boolean", default: false }, keep: { type: "string" } },
});

const folder = options.keep ?? mkdtempSync(join(tmpdir(), "quintet-types-"));
try {
  writeApp(folder);
  const figures = compile(folder);
  report(figures);
} finally {
  if (options.keep === undefined) rmSync(folder, { recursive: true });
}

function writeApp(app: string): void {
  mkdirSync(app, { recursive: true });
  // What doesn't compile elsewhere in the tree is another check's affair: declarations are written all the same.
  tsc("-p", join(root, "tsconfig.build.json"), "--emitDeclarationOnly", "--outDir", join(app, "quintet"));
  symlinkSync(join(root, "node_modules"), join(app, "node_modules"));
  for (const [name, text] of generateApp()) {
    mkdirSync(dirname(join(app, name)), { recursive: true });
    writeFileSync(join(app, name), text);
  }
  writeFileSync(join(app, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const config = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      customConditions: [],
      paths: { quintet: ["./quintet/index.d.ts"], "quintet/db": ["./quintet/db/index.d.ts"] },
    },
    include: ["models", "queries", "module.ts"],
  };
  writeFileSync(join(app, "tsconfig.json"), JSON.stringify(config));
}

interface Figures {
  readonly instantiations: number;
  readonly checkTime: string;
  readonly memory: string;
}

/** Type-checks the application. Throws where a query doesn't compile: its cost would say nothing. */
function compile(app: string): Figures {
  // One checker: several would each look at what they share, and the count would depend on how files fall to them.
  const { status, stdout } = tsc("-p", app, "--extendedDiagnostics", "--singleThreaded");
  if (status !== 0) throw new Error(`The generated application doesn't compile:\n${stdout.slice(0, 4000)}`);
  const figure = (name: string) => {
    const [, value] = new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(stdout) ?? [];
    if (value === undefined) throw new Error(`tsc --extendedDiagnostics says nothing about "${name}".`);
    return value;
  };
  return {
    instantiations: Number(figure("Instantiations")),
    checkTime: figure("Check time"),
    memory: figure("Memory used"),
  };
}

function report({ instantiations, checkTime, memory }: Figures): void {
  const shown = instantiations.toLocaleString("en");
  console.log(`${modelCount} models, ${modelCount * 4} relations, ${modelCount * queriesPerModel} queries`);
  console.log(
    `instantiations  ${shown} (aim ${aim.toLocaleString("en")}, bound ${bound.toLocaleString("en")})`,
  );
  console.log(`check time      ${checkTime}`);
  console.log(`memory          ${memory}`);
  if (options.check && instantiations > bound) {
    console.error(
      `The types of models and queries make ${shown} instantiations, more than the bound allows.`,
    );
    process.exitCode = 1;
  }
}

function tsc(...args: string[]) {
  return spawnSync("tsc", args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 26 });
}
