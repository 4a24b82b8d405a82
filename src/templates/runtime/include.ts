import type { CompileOptions } from "../compiler/code-output.ts";
import { TemplateDoesNotExist, TemplateSyntaxError } from "../errors.ts";
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
  options: CompileOptions & { readonly from: string; readonly text?: string },
): string | Promise<string> {
  const named = plain(target);
  if (named === "" || !(typeof named === "string" || typeof named === "object")) {
    throw new TemplateDoesNotExist("", [], [], undefined, withoutName("include", options.text ?? "", named));
  }
  const template = state.engine.included(named, options.from);
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
    throw new TemplateSyntaxError(withoutName("extends", text, target));
  }
  return state.engine.extended(chain[0]!, chain, parent).renderInside(state, scope, options);
}

/** A tag whose variable is no name: perhaps the name itself was written without quotes. */
function withoutName(tag: string, text: string, value: unknown): string {
  const isEmpty = value === undefined || value === null || value === "";
  const quoted = /[/.-]/.test(text) ? `\nA name stands in quotes: {% ${tag} "${text}" %}.` : "";
  return `{% ${tag} ${text} %} needs the name of a template, and ${text} is ${isEmpty ? "empty" : describedValue(value)}.${quoted}`;
}

function plain(value: unknown): unknown {
  return value instanceof SafeString ? value.text : value;
}
