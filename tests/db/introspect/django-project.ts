import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { DatabaseDescription } from "quintet/db";
import type { TestDatabase } from "../databases.ts";

/* A project of a real Django, and one of Quintet that takes its database over, each with its command line. */

const run = promisify(execFile);
const repository = join(import.meta.dirname, "..", "..", "..");
const secretKey = "a secret key for tests only, 0123456789 ABCDEF";
const password = "sesame opens";

/** How the configuration of Quintet names a database. */
interface Place {
  readonly url?: string;
  readonly file?: string;
  readonly database?: string;
}

export async function djangoProject(
  django: string,
  kind: TestDatabase,
  description: DatabaseDescription,
  settings: Readonly<Record<string, string>> = {},
) {
  const place = description.options as Place; // what the makers of descriptions were given
  const folder = await mkdtemp(join(tmpdir(), "quintet-from-django-"));
  const [old, own] = [join(folder, "old"), join(folder, "new")];
  await cp(join(import.meta.dirname, "..", "django-project"), old, { recursive: true });
  await mkdir(join(own, "node_modules"), { recursive: true });
  await symlink(repository, join(own, "node_modules", "quintet"), "dir");
  await writeFile(join(own, "package.json"), JSON.stringify({ type: "module" }));
  const python = {
    ...process.env,
    ...settings,
    PYTHONPATH: django,
    PYTHONDONTWRITEBYTECODE: "1",
    SECRET_KEY: secretKey,
    PASSWORD: password,
    DJANGO_DATABASE: JSON.stringify(djangoSettings(kind, place)),
  };
  const node = ["--conditions=quintet:source", "--disable-warning=ExperimentalWarning"];
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
  const env = { ...inherited, SECRET_KEY: secretKey, PASSWORD: password, NO_COLOR: "1", FORCE_COLOR: "0" };
  const inNew = async (args: readonly string[]) =>
    output(run(process.execPath, [...node, ...args], { cwd: own, env }));

  return {
    folder: own,
    /** The line of the configuration that names the database. */
    databaseCode: databaseCode(kind, place),
    /** `manage.py …`; fails where it does. */
    manage: (...words: readonly string[]) =>
      output(run("/usr/bin/python3", ["manage.py", ...words], { cwd: old, env: python })),
    /** What a script of Django's side of the test says. */
    async ask(...words: readonly string[]): Promise<Record<string, unknown>> {
      const { stdout } = await run("/usr/bin/python3", [...words], { cwd: old, env: python });
      return JSON.parse(stdout) as Record<string, unknown>;
    },
    /** `quintet …`; fails where it does. */
    quintet: (...words: readonly string[]) => inNew([join(repository, "bin", "quintet.js"), ...words]),
    script: (file: string, ...words: readonly string[]) => inNew([file, ...words]),
    async [Symbol.asyncDispose](): Promise<void> {
      await rm(folder, { recursive: true });
    },
  };
}

async function output(running: Promise<{ stdout: string; stderr: string }>): Promise<string> {
  try {
    const { stdout, stderr } = await running;
    return stdout + stderr;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`A command failed:\n${stdout}${stderr}`, { cause: error });
  }
}

function djangoSettings({ dialect }: TestDatabase, { url, file, database }: Place): object {
  if (url === undefined) return { ENGINE: "django.db.backends.sqlite3", NAME: file };
  const { hostname, port, username, password: secret, pathname } = new URL(url);
  return {
    ENGINE: dialect === "postgres" ? "django.db.backends.postgresql" : "django.db.backends.mysql",
    HOST: hostname,
    PORT: port,
    USER: username,
    PASSWORD: secret,
    NAME: database ?? pathname.slice(1),
  };
}

function databaseCode({ dialect }: TestDatabase, { url, file, database }: Place): string {
  const options = url === undefined ? { file } : { url, ...(database !== undefined && { database }) };
  return `${dialect}(${JSON.stringify(options)})`;
}
