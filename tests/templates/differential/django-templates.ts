import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Case } from "./cases.ts";

/** What a side made of a case: the page, or the class of its error. */
export type Answer = { readonly output: string } | { readonly error: string; readonly message: string };

/**
 * What a real Django renders.
 *
 * @param path - Where Python finds Django.
 */
export async function renderByDjango(path: string, cases: readonly Case[]): Promise<Answer[]> {
  const env = { ...process.env, PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: "1", PYTHONIOENCODING: "utf-8" };
  const script = join(import.meta.dirname, "django_side.py");
  const django = spawn("/usr/bin/python3", [script], { env, stdio: ["pipe", "pipe", "inherit"] });
  django.stdin.end(JSON.stringify(cases));
  return JSON.parse(await text(django.stdout)) as Answer[];
}
