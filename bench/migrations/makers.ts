import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { djangoHistory, djangoModels } from "./django-app.ts";
import { drizzleHistory, drizzleModels } from "./drizzle-app.ts";
import { type AppFiles, longHistory, manyModels } from "./large-app.ts";

/** A program that makes migrations, and the applications as it reads them. */
export interface Maker {
  readonly title: string;
  readonly manyModels: AppFiles;
  readonly longHistory: AppFiles;
  /** A new field: in which file of the 200 models, and what stands there before and afterwards. */
  readonly change: { readonly file: string; readonly from: string; readonly to: string };
  /** Migrations that it makes. */
  readonly migration: RegExp;
  /** How many it makes of the 200 models. */
  readonly migrations: number;
  /** What else it writes beside migrations, and reads again. */
  readonly record?: RegExp;
  /** A folder that it makes; an empty one is an error for it. */
  readonly folder?: string;
  /** What it says where there is nothing to make. */
  readonly nothing: RegExp;
  /** The program with its arguments, started in the folder of an application. */
  readonly command: readonly string[];
  /** What applies the migrations that it has made to a file of SQLite, `db.sqlite3`. */
  readonly up?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, "../..");

export const quintet: Maker = {
  title: "Quintet",
  manyModels: manyModels(),
  longHistory: longHistory(),
  change: {
    file: "models/part7.ts",
    from: "  amount: integer({ default: 0 }),",
    to: "  amount: integer({ default: 0 }),\n  added: integer({ nullable: true }),",
  },
  migration: /\/migrations\/\d{4}_\w+\.ts$/,
  migrations: 20,
  nothing: /No changes/,
  command: [process.execPath, join(root, "bin/quintet.js"), "migrate", "make"],
  up: [process.execPath, join(root, "bin/quintet.js"), "migrate", "up"],
  env: { SECRET_KEY: "for benchmarks: a key that is long enough, 0123456789" },
};

export const django: Maker = {
  title: "Django",
  manyModels: djangoModels(quintet.manyModels),
  longHistory: djangoHistory(quintet.longHistory),
  change: {
    file: "part7/models.py",
    from: "    amount = models.IntegerField(default=0)",
    to: "    amount = models.IntegerField(default=0)\n    added = models.IntegerField(null=True)",
  },
  migration: /\/migrations\/\d{4}_\w+\.py$/,
  migrations: 20,
  nothing: /No changes detected/,
  command: ["/usr/bin/python3", "-m", "django", "makemigrations"],
  up: ["/usr/bin/python3", "-m", "django", "migrate"],
  env: { PYTHONPATH: pythonPath("."), DJANGO_SETTINGS_MODULE: "settings", PYTHONDONTWRITEBYTECODE: "" },
};

const drizzleKit = join(root, "bench/node_modules/drizzle-kit/bin.cjs");

export const drizzle: Maker = {
  title: "Drizzle",
  manyModels: drizzleModels(quintet.manyModels),
  longHistory: drizzleHistory(quintet.longHistory),
  change: {
    file: "schema/part7.ts",
    from: "  amount: integer().notNull().default(0),",
    to: "  amount: integer().notNull().default(0),\n  added: integer(),",
  },
  migration: /\/drizzle\/\d{4}_\w+\.sql$/,
  migrations: 1,
  record: /\/drizzle\/meta\/\w+\.json$/,
  folder: "drizzle",
  nothing: /No schema changes/,
  command: [process.execPath, drizzleKit, "generate"],
};

/** Why Drizzle can't take part; `undefined` where it can. */
export function missingDrizzle(): string | undefined {
  if (existsSync(drizzleKit)) return undefined;
  return "Drizzle was skipped: it is installed with npm --prefix bench ci.";
}

/** Debian's Django may be older than the one that is wanted: `QUINTET_BENCH_DJANGO` is a PYTHONPATH with another. */
function pythonPath(project: string): string {
  return [project, process.env.QUINTET_BENCH_DJANGO].filter((part) => part !== undefined).join(":");
}

/** Why Django can't take part; `undefined` where it can. */
export function missingDjango(): string | undefined {
  const check = "import django; assert django.VERSION >= (5, 2), django.__version__";
  const { status } = spawnSync("/usr/bin/python3", ["-c", check], { env: { ...process.env, ...django.env } });
  if (status === 0) return undefined;
  return "Django was skipped: it needs Django 5.2 for /usr/bin/python3; QUINTET_BENCH_DJANGO is its PYTHONPATH.";
}
