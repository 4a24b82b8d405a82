import { isForbiddenName } from "../runtime/intrinsics.ts";

// Names that get a reading function of their own; no page has more, and making them takes time.
const maxReaders = 2_000;

/*
 * Each name that a template looks up gets a reading function, made from source once for the template: V8 keeps what it
 * learns about the shapes of objects per place in the source, so one shared function for all names would never be fast.
 */
export class Readers {
  readonly #names = new Map<string, string>();
  readonly #sources: string[] = [];

  /** JavaScript for the function `(S, object) => value` that reads a member. */
  member(name: string): string {
    return this.#reader("member", name, memberSource);
  }

  /** JavaScript for the function `(S, scope) => value` that reads a variable of the page's context. */
  variable(name: string): string {
    return this.#reader("variable", name, variableSource);
  }

  /** The functions themselves, to stand in front of the code. */
  toString(): string {
    return this.#sources.join("\n");
  }

  #reader(kind: "member" | "variable", name: string, source: (js: string, name: string) => string): string {
    if (isForbiddenName(name)) return "nothing";
    const key = `${kind} ${name}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const quoted = JSON.stringify(name);
    if (this.#names.size === maxReaders) return `((S, from) => ${kind}(S, from, ${quoted}))`;
    const js = `read${this.#names.size}`;
    this.#names.set(key, js);
    this.#sources.push(source(js, quoted));
    return js;
  }
}

/** Reads a member: own properties at once, everything else by the rules. */
function memberSource(js: string, name: string): string {
  return `const ${js} = (S, o) => {
  if (typeof o === "object" && o !== null && hasOwn(o, ${name})) {
    let v;
    try { v = o[${name}]; } catch (error) { return failedLookup(S, error); }
    return typeof v === "function" ? called(S, v, o, ${name}) : v;
  }
  return member(S, o, ${name});
};`;
}

/** Reads a variable, in the same way from the innermost scope. */
function variableSource(js: string, name: string): string {
  return `const ${js} = (S, scope) => {
  const o = scope.data;
  if (hasOwn(o, ${name})) {
    let v;
    try { v = o[${name}]; } catch (error) { return failedLookup(S, error); }
    if (v !== undefined) return typeof v === "function" ? called(S, v, o, ${name}) : v;
  }
  return variable(S, scope, ${name});
};`;
}
