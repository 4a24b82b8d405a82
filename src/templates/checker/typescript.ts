import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
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
  const { output, errors, code } = await run(
    compilerOf(project),
    ["-p", configFile, "--pretty", "false"],
    folder,
  );
  const diagnostics: CompilerDiagnostic[] = [];
  for (const line of output.split(/\r?\n/)) {
    const found = /^(.+?)\((\d+),(\d+)\): error TS(\d+): (.*)$/.exec(line);
    if (found !== null) {
      const [, file = "", at, column, number, text = ""] = found;
      diagnostics.push({ file, line: Number(at), column: Number(column), code: Number(number), text });
    } else if (/^error TS\d+: /.test(line)) {
      throw new TemplateCheckError(`TypeScript can't check the templates of this project: ${line}`);
    }
  }
  if (code !== 0 && diagnostics.length === 0) {
    throw new TemplateCheckError(
      `TypeScript ended with code ${code} and said nothing about the templates.\n${errors || output}`.trim(),
    );
  }
  return diagnostics;
}

/** The program `tsc` of the TypeScript that the project has installed. */
function compilerOf(project: string): string {
  try {
    // Asked for by its package.json, since the package exports no program.
    const packageFile = createRequire(path.join(project, "package.json")).resolve("typescript/package.json");
    const { bin } = JSON.parse(readFileSync(packageFile, "utf8")) as { bin?: { tsc?: string } };
    const program = path.join(path.dirname(packageFile), bin?.tsc ?? "bin/tsc");
    if (existsSync(program)) return program;
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== "MODULE_NOT_FOUND") throw cause;
  }
  throw new MissingTypeScriptError(project);
}

function run(
  program: string,
  words: readonly string[],
  folder: string,
): Promise<{ output: string; errors: string; code: number | null }> {
  const child = spawn(process.execPath, [program, ...words], {
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
