import { types } from "node:util";
import { isSecretName, mask } from "../../core/index.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import type { TagParser } from "../library.ts";
import type { Node } from "../node.ts";
import { isDictionary } from "../runtime/intrinsics.ts";
import type { RenderState } from "../runtime/render-state.ts";
import type { Scope } from "../runtime/scope.ts";
import { textOf } from "../runtime/text-of.ts";
import { escapeHtml, SafeString } from "../safe-string.ts";
import type { Position } from "../source.ts";

// How much of a value is shown.
const maxDepth = 3;
const maxItems = 20;
const maxTextLength = 200;

/** `{% debug %}`: the variables that are seen here, in debug mode; otherwise nothing. */
class DebugNode implements Node {
  declare position?: Position;

  emit(code: CodeWriter): void {
    code.append(`${code.constant(debugText)}(S, ${code.currentScope()})`);
  }
}

export const debug: TagParser = () => new DebugNode();

function debugText(state: RenderState, scope: Scope): string {
  if (!state.engine.debug) return "";
  const lines: string[] = [];
  const seen = new Set<string>();
  for (let layer: Scope | undefined = scope; layer !== undefined; layer = layer.outer) {
    for (const [name, shown] of membersOf(layer.data, 0)) {
      if (seen.has(name)) continue;
      seen.add(name);
      lines.push(`${name}: ${shown}`);
    }
  }
  // What the app shares is computed when a template asks for it; showing it must not do that.
  const shared = state.engine.sharedNames().filter((name) => !seen.has(name));
  if (shared.length > 0) lines.push(`shared by the app: ${shared.join(", ")}`);
  return escapeHtml(lines.join("\n"));
}

function* membersOf(owner: object, depth: number): Generator<[name: string, shown: string]> {
  if (types.isProxy(owner)) return; // looking at it might run code
  if (owner instanceof Map) {
    for (const [key, value] of owner) yield [textOf(key), shownAs(textOf(key), value, depth)];
    return;
  }
  for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
    if (member.enumerable) yield [name, member.get === undefined ? shownAs(name, member.value, depth) : "…"];
  }
}

function shownAs(name: string, value: unknown, depth: number): string {
  return isSecretName(name) ? mask : shown(value, depth);
}

function shown(value: unknown, depth: number): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "function") return `${value.name}()`;
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof SafeString) return `safe(${quoted(value.text)})`;
  if (types.isProxy(value)) return "a proxy";
  if (value instanceof Date || !(isDictionary(value) || isCollection(value) || isPlainInstance(value))) {
    return textOf(value);
  }
  const className = isDictionary(value) || Array.isArray(value) ? "" : `${value.constructor.name} `;
  const [open, close] = Array.isArray(value) || value instanceof Set ? "[]" : "{}";
  if (depth === maxDepth) return `${className}${open}…${close}`;
  const parts = partsOf(value, depth + 1);
  const all = parts.length > maxItems ? [...parts.slice(0, maxItems), `… ${parts.length} in all`] : parts;
  return `${className}${open}${all.join(", ")}${close}`;
}

function partsOf(value: object, depth: number): string[] {
  if (Array.isArray(value) || value instanceof Set) return [...value].map((item) => shown(item, depth));
  return [...membersOf(value, depth)].map(([name, part]) => `${name}: ${part}`);
}

function isCollection(value: object): boolean {
  return Array.isArray(value) || value instanceof Set || value instanceof Map;
}

/** Whether a class doesn't say how its instances look as text. */
function isPlainInstance(value: object): boolean {
  return value.toString === Object.prototype.toString && !(Symbol.toStringTag in value);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text);
}
