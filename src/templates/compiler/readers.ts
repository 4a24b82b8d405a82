import { isForbiddenName } from "../runtime/intrinsics.ts";

// Names that get a reading function of their own; no page has more, and making them takes time.
const maxReaders = 2_000;

/*
 * Each name that a template looks up in some variable gets a reading function, made from source once for the template:
 * V8 keeps what it learns about the shapes of objects per place in the source, so one shared function for all names would
 * never be fast.
 *
 * A reader first takes `o.name` as JavaScript gives it, then makes sure that it may: `o` must be a plain object or an
 * instance of a class like the one seen last here (`p3`), whose members are all its own, and `Object.prototype` must not
 * have been given such a member. V8 knows both from the shape that it has just looked up, so that costs next to nothing;
 * asking `Object.hasOwn(o, "name")` first cost ten times as much as the look-up. Whatever isn't so common goes by the rules
 * of runtime/lookup.ts, with what was read, so that no getter runs twice.
 */
export class Readers {
  readonly #names = new Map<string, string>();
  readonly #sources: string[] = [];
  readonly #isConfined: boolean;

  /** @param isConfined - In a sandbox no look-up takes the short way. */
  constructor(isConfined: boolean) {
    this.#isConfined = isConfined;
  }

  /**
   * JavaScript that reads a member.
   * @param object - JavaScript for what it is read of.
   * @param from - What tells apart objects of different shapes: the path in front of the name.
   */
  member(object: string, name: string, from: string): string {
    return this.#read("member", name, from, object);
  }

  /** The same for a member of what a variable of the template holds: where that is a function, of what it gives. */
  memberOfLocal(object: string, name: string, from: string): string {
    return this.#read("memberOfLocal", name, from, object);
  }

  /** JavaScript that reads a variable of the page's context. */
  variable(name: string): string {
    return this.#read("variable", name, "", "scope");
  }

  /** The functions themselves, to stand in front of the code. */
  toString(): string {
    return this.#sources.join("\n");
  }

  #read(kind: ReaderKind, name: string, from: string, object: string): string {
    if (isForbiddenName(name)) return `nothing(S, ${object})`;
    const key = `${kind} ${name} ${from}`;
    const known = this.#names.get(key);
    if (known !== undefined) return `${known}(S, ${object})`;
    const quoted = JSON.stringify(name);
    if (this.#isConfined) return `${kind}(S, ${object}, ${quoted})`;
    if (this.#names.size === maxReaders || name in Object.prototype) return commonRead(kind, quoted, object);
    const number = this.#names.size;
    this.#names.set(key, `read${number}`);
    this.#sources.push(sources[kind](number, quoted));
    return `read${number}(S, ${object})`;
  }
}

/** Reads without a function of its own, of which V8 learns nothing: for names that have none. */
function commonRead(kind: ReaderKind, name: string, object: string): string {
  if (kind === "variable") return `variable(S, ${object}, ${name})`;
  return `memberOrPath(S, ${kind === "member" ? object : `called(S, ${object}, undefined)`}, ${name})`;
}

/** The function of the runtime that does the same for any name. */
type ReaderKind = "member" | "memberOfLocal" | "variable";
/** `name` is JavaScript for a text. */
type ReaderSource = (number: number, name: string) => string;

/**
 * Reads a member. `found` decides about whatever isn't a common value of a common object: what was read, or thrown when it
 * was to be read. The parentheses let V8 compile the function at once.
 */
function memberReader(found: "found" | "foundOfLocal", number: number, name: string): string {
  return `let p${number} = plain;
const read${number} = ((S, o) => {
let v, e = none;
if (typeof o === "object" && o !== null) {
try { v = o${access(name)}; } catch (x) { e = x; }
${known(number, name)}
}
return ${found}(S, o, ${name}, v, e);
});`;
}

/** Reads a variable, in the same way from the innermost scope. */
function variableReader(number: number, name: string): string {
  return `let p${number} = plain;
const read${number} = ((S, scope) => {
const o = scope.data;
let v, e = none;
try { v = o${access(name)}; } catch (x) { e = x; }
${known(number, name)}
return foundVariable(S, scope, ${name}, v, e);
});`;
}

const sources: Readonly<Record<ReaderKind, ReaderSource>> = {
  member: (number, name) => memberReader("found", number, name),
  memberOfLocal: (number, name) => memberReader("foundOfLocal", number, name),
  variable: variableReader,
};

/** Lines that give `v` where it surely is a member of `o` that templates may see. */
function known(number: number, name: string): string {
  return `if (prototypeOf(o) !== p${number}) p${number} = knownPrototype(o, p${number});
else if (v !== undefined && typeof v !== "function" && plain${access(name)} === undefined) return v;`;
}

/** `.title` for `"title"`, `["0"]` for what is no name in JavaScript. */
function access(name: string): string {
  return /^"[a-zA-Z]\w*"$/.test(name) ? `.${name.slice(1, -1)}` : `[${name}]`;
}
