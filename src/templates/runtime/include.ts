import { TemplateSyntaxError } from "../errors.ts";
import type { ParsedTemplate } from "../parsed-template.ts";
import { resolveRelativeName } from "../relative-name.ts";
import { SafeString } from "../safe-string.ts";
import { Template } from "../template.ts";
import type { RenderState } from "./render-state.ts";
import type { Scope } from "./scope.ts";
import { textOf } from "./text-of.ts";

/**
 * Renders a template inside another one: by name, the first existing of a list of names, or a template itself.
 * @param from - The name of the template that includes, for names such as `"./row.html"`.
 */
export function include(
  state: RenderState,
  target: unknown,
  scope: Scope,
  options: { autoescape: boolean; from: string },
): string | Promise<string> {
  const template = templateOf(state, target, options.from);
  return template.renderInside(state, scope, options.autoescape);
}

function templateOf(state: RenderState, target: unknown, from: string): Template {
  const value = target instanceof SafeString ? target.text : target;
  if (value instanceof Template) return value;
  if (typeof value === "string") return state.engine.template(resolveRelativeName(value, from));
  const names = Array.isArray(value) ? value.map(textOf) : [];
  return state.engine.selectTemplate(names);
}

/** Renders a chain of templates whose parent is only known now. */
export function extend(
  state: RenderState,
  parent: unknown,
  scope: Scope,
  options: { autoescape: boolean; chain: readonly ParsedTemplate[]; text: string },
): string | Promise<string> {
  const value = parent instanceof SafeString ? parent.text : parent;
  const [youngest] = options.chain as [ParsedTemplate];
  if (!(value instanceof Template) && (typeof value !== "string" || value === "")) {
    throw new TemplateSyntaxError(
      `{% extends ${options.text} %} needs the name of a template, and ${options.text} is ${textOf(value ?? null) || "empty"}.`,
    );
  }
  const found = value instanceof Template ? value.parsed : state.engine.parent(value, options.chain);
  return state.engine.extended(youngest, options.chain, found).renderInside(state, scope, options.autoescape);
}
