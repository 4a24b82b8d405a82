import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import path from "node:path";
import { MissingTypeScriptError, TemplateCheckError } from "../errors.ts";

/** One message of the compiler. Lines and columns are counted from 1. */
export interface CompilerDiagnostic {
  /** As it was given to the compiler, or relative to its folder. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: number;
  /** Its first line; the lines below explain it. */
  readonly text: string;
}

/**
 * Runs the TypeScript compiler of the project as a program: its current version has no interface for JavaScript.
 *
 * @param configFile - A tsconfig.json. The compiler runs in its folder.
 * @throws {@link MissingTypeScriptError} {@link TemplateCheckError}
 */
export async function runTypeScript(project: string, configFile: string): Promise<CompilerDiagnostic[]> {
  const folder = path.dirname(configFile);
  const words = [...compilerOf(project), "-p", configFile, "--pretty", "false"];
  const { output, errors, code } = await run(words, folder);
  const diagnostics: CompilerDiagnostic[] = [];
  for (const line of output.split(/\r?\n/)) {
    const found = /^(.+?)\((\d+),(\d+)\): error TS(\d+): (.*)$/.exec(line);
    if (found !== null) {
      const [, file = "", at, column, number, text = ""] = found;
      diagnostics.push({ file, line: Number(at), column: Number(column), code: Number(number), text });
    }
    if (/^(\S*tsconfig\S*\.json\(.*?\): )?error TS\d+: /.test(line)) {
      throw new TemplateCheckError(`TypeScript can't work with the configuration of this project.\n${line}`);
    }
  }
  if (code !== 0 && diagnostics.length === 0) {
    throw new TemplateCheckError(
      `TypeScript ended with code ${code} and said nothing about the templates.\n${errors || output}`.trim(),
    );
  }
  return diagnostics;
}

/** The program `tsc` of the TypeScript that the project has installed, and options that only it knows. */
function compilerOf(project: string): readonly string[] {
  try {
    // Asked for by its package.json, since the package exports no program.
    const packageFile = createRequire(path.join(project, "package.json")).resolve("typescript/package.json");
    const { bin, version = "" } = JSON.parse(readFileSync(packageFile, "utf8")) as PackageFile;
    const program = path.join(path.dirname(packageFile), bin?.tsc ?? "bin/tsc");
    if (existsSync(program)) return [program, ...(Number.parseInt(version, 10) < 7 ? [] : checkersOption())];
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== "MODULE_NOT_FOUND") throw cause;
  }
  throw new MissingTypeScriptError(project);
}

interface PackageFile {
  readonly version?: string;
  readonly bin?: { readonly tsc?: string };
}

/** Since version 7 files are checked side by side, by four by default; each more than there are processors is in the way. */
function checkersOption(): readonly string[] {
  return ["--checkers", String(Math.min(4, availableParallelism()))];
}

function run(
  words: readonly string[],
  folder: string,
): Promise<{ output: string; errors: string; code: number | null }> {
  const child = spawn(process.execPath, words, {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ output, errors, code }));
  });
}
