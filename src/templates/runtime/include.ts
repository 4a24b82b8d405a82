import type { CompileOptions } from "../compiler/code-writer.ts";
import { TemplateSyntaxError } from "../errors.ts";
import type { ParsedTemplate } from "../parsed-template.ts";
import { SafeString } from "../safe-string.ts";
import { describedValue } from "./described-value.ts";
import type { RenderState } from "./render-state.ts";
import type { Scope } from "./scope.ts";

/**
 * Renders a template inside another one.
 * @param options.from - The name of the template that includes, for names such as `"./row.html"`.
 */
export function include(
  state: RenderState,
  target: unknown,
  scope: Scope,
  options: CompileOptions & { readonly from: string },
): string | Promise<string> {
  const template = state.engine.included(plain(target), options.from);
  return template.renderInside(state, scope, options);
}

/** Renders a chain of templates whose parent is only known now. */
export function extend(
  state: RenderState,
  target: unknown,
  scope: Scope,
  options: CompileOptions & { readonly chain: readonly ParsedTemplate[]; readonly text: string },
): string | Promise<string> {
  const { chain, text } = options;
  const parent = state.engine.parentOf(plain(target), chain);
  if (parent === undefined) {
    throw new TemplateSyntaxError(
      `{% extends ${text} %} needs the name of a template, and ${text} is ${describedValue(target)}.`,
    );
  }
  return state.engine.extended(chain[0]!, chain, parent).renderInside(state, scope, options);
}

function plain(value: unknown): unknown {
  return value instanceof SafeString ? value.text : value;
}
