import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ScenarioName, scenarios } from "./scenarios.ts";
import { books, greeting, mixedRoutes } from "./site.ts";

/** How a contender is started: a program that listens on `BENCH_PORT` and keeps its files in `BENCH_FOLDER`. */
export interface Contender {
  readonly title: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it has an answer to give; all of them, if not said. */
  readonly scenarios?: readonly ScenarioName[];
  /** What is done in its folder before it starts. */
  prepare?(folder: string): void;
}

const servers = join(import.meta.dirname, "servers");
const root = join(import.meta.dirname, "../..");

function nodeServer(file: string): readonly string[] {
  return [process.execPath, join(servers, file)];
}

/** The command line of the package as it is published. */
const quintet = [process.execPath, join(root, "bin/quintet.js")];
const quintetConfig = ["--config", join(servers, "quintet/quintet.config.ts")];

/** By the name that the command line takes. */
export const contenders: Readonly<Record<string, Contender>> = {
  bare: { title: "node:http", command: nodeServer("bare.ts"), scenarios: ["plaintext", "json", "routes"] },
  quintet: {
    title: "Quintet",
    command: [...quintet, "serve", "--port=PORT", ...quintetConfig],
    prepare(folder) {
      run([process.execPath, join(root, "scripts/build.ts")]);
      run([...quintet, "migrate", "up", ...quintetConfig], placeIn(folder, 0));
    },
  },
  fastify: { title: "Fastify", command: nodeServer("fastify.ts") },
  hono: { title: "Hono", command: nodeServer("hono.ts") },
  express: { title: "Express", command: nodeServer("express.ts") },
  nest: { title: "NestJS", command: nodeServer("nest.ts") },
  adonis: { title: "AdonisJS", command: nodeServer("adonis/server.ts") },
  django: {
    title: "Django",
    command: [
      "gunicorn",
      "--workers=1",
      "--bind=127.0.0.1:PORT",
      "--chdir",
      servers,
      "django_site:application",
    ],
    env: djangoEnvironment(),
    prepare(folder) {
      run(["/usr/bin/python3", join(servers, "django_site.py")], {
        ...djangoEnvironment(),
        ...placeIn(folder, 0),
      });
    },
  },
};

function run([command, ...words]: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const { status, stdout, stderr } = spawnSync(command!, words, {
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  if (status !== 0)
    throw new Error(`${[command, ...words].join(" ")} ended with ${status}:\n${stdout}${stderr}`);
}

/** What tells a contender where it is, and the site to one that can't read site.ts. */
export function placeIn(folder: string, port: number): Record<string, string> {
  const siteFile = join(folder, "site.json");
  const routes = mixedRoutes.map(({ pattern, params }) => ({
    pattern,
    django: djangoRoute(pattern, params),
  }));
  writeFileSync(siteFile, JSON.stringify({ greeting, books, routes }));
  return {
    NODE_ENV: "production",
    SECRET_KEY: "for benchmarks: a key that is long enough, 0123456789",
    BENCH_PORT: String(port),
    BENCH_FOLDER: folder,
    BENCH_SITE: siteFile,
  };
}

function djangoRoute(pattern: string, params: Readonly<Record<string, unknown>>): string {
  return pattern
    .slice(1)
    .replace(
      /:(\w+)/g,
      (_, name: string) => `<${typeof params[name] === "number" ? "int" : "slug"}:${name}>`,
    );
}

/** Debian's Django may be older than the one that is wanted: `QUINTET_BENCH_DJANGO` is a PYTHONPATH with another. */
function djangoEnvironment(): Record<string, string> {
  const path = process.env.QUINTET_BENCH_DJANGO;
  return path === undefined ? {} : { PYTHONPATH: path };
}

/** Why a contender can't run here; `undefined` for one that can. */
export function missingFor(name: string): string | undefined {
  if (name !== "django") return undefined;
  const env = { ...process.env, ...djangoEnvironment() };
  const check = "import django, gunicorn; assert django.VERSION >= (5, 2), django.__version__";
  const { status, error } = spawnSync("/usr/bin/python3", ["-c", check], { env });
  if (error !== undefined || status !== 0)
    return "needs gunicorn and Django 5.2 for /usr/bin/python3; QUINTET_BENCH_DJANGO is its PYTHONPATH";
  return undefined;
}

export function takesPart(contender: Contender, scenario: ScenarioName): boolean {
  return (contender.scenarios ?? scenarios.map(({ name }) => name)).includes(scenario);
}
