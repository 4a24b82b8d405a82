import { type Config, isPlainObject, isSecretName, mask, Secret } from "../core/index.ts";
import { bounded, shownValue } from "./bounded.ts";
import type { Fact } from "./request-facts.ts";

const maxDepth = 4;
const maxFacts = 200;

/** The configuration as it was read, one line for each value: `http.port`. Secrets are masked, by name and by kind. */
export function configFacts(config: Config): Fact[] {
  const facts: Fact[] = [];
  const add = (path: string, name: string, value: unknown, depth: number): void => {
    if (facts.length >= maxFacts) return;
    if (value instanceof Secret || isSecretName(name)) facts.push([path, mask]);
    else if (isPlainObject(value) && depth < maxDepth && Object.keys(value).length > 0) {
      for (const [key, each] of Object.entries(value)) add(`${path}.${key}`, key, each, depth + 1);
    } else facts.push([path, shownSetting(value)]);
  };
  for (const [key, value] of Object.entries(config)) {
    if (key !== "routes") add(key, key, value, 1); // they have a list of their own
  }
  return facts;
}

function shownSetting(value: unknown): string {
  if (typeof value === "string") return withoutPassword(bounded(value, 500));
  if (typeof value === "function") return value.name === "" ? "a function" : value.name;
  if (Array.isArray(value)) return bounded(value.map(shownItem).join(", "), 500) || "(none)";
  if (typeof value === "object" && value !== null) return value.constructor?.name ?? "an object";
  return withoutPassword(shownValue(value));
}

function shownItem(item: unknown): string {
  const { name } = (item ?? {}) as { name?: unknown };
  return typeof name === "string" ? name : shownSetting(item);
}

/** The address of a database or a mail server without the password in it. */
function withoutPassword(text: string): string {
  return text.replaceAll(/(\/\/[^\s/:@]{0,200}:)[^\s/@]{1,500}@/g, `$1${mask}@`);
}
