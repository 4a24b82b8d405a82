import type { Engine } from "../engine.ts";
import { TemplateRecursionError } from "../errors.ts";
import type { ParsedTemplate } from "../parsed-template.ts";
import type { RenderState } from "../runtime/render-state.ts";
import type { Scope } from "../runtime/scope.ts";
import type { CompileOptions } from "./code-output.ts";
import { CodeWriter } from "./code-writer.ts";
import { runtime } from "./runtime.ts";

/** A template as a function. */
export interface CompiledTemplate {
  readonly render: (state: RenderState, scope: Scope) => string | Promise<string>;
  /** All templates that went into it. */
  readonly sources: ReadonlySet<ParsedTemplate>;
}

/**
 * Compiles an inheritance chain, the youngest template first.
 * @throws TemplateRecursionError where it would become too large.
 */
export function compileTemplate(
  engine: Engine,
  chain: readonly ParsedTemplate[],
  options: CompileOptions,
): CompiledTemplate {
  try {
    return compile(engine, chain, options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const [{ source }] = chain as [ParsedTemplate];
    throw new TemplateRecursionError(
      `The template "${source.name}" is nested too deep when its parents and includes are put in.`,
    );
  }
}

function compile(
  engine: Engine,
  chain: readonly ParsedTemplate[],
  options: CompileOptions,
): CompiledTemplate {
  const writer = new CodeWriter(engine, chain, options);
  const code = inLatin1(writer.finish(Object.keys(runtime)));
  // Everything that a template's author wrote stands in the code as JSON or by number, never as code.
  const make = new Function("R", "K", "P", code) as (...given: unknown[]) => CompiledTemplate["render"];
  return { render: make(runtime, writer.constants, writer.places), sources: writer.sources };
}

/**
 * The same code with characters beyond Latin-1 written as `\u2026`, which only stand in its texts: V8 keeps the code, and
 * one such character would make it twice as large.
 */
function inLatin1(code: string): string {
  return code.replaceAll(/[^\0-\xff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
