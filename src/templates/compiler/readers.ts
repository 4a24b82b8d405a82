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
   * JavaScript for the function `(S, object) => value` that reads a member.
   * @param from - What tells apart objects of different shapes: the path in front of the name.
   */
  member(name: string, from: string): string {
    return this.#reader("member", name, from, memberSource);
  }

  /** The same for a member of what a variable of the template holds: where that is a function, of what it gives. */
  memberOfLocal(name: string, from: string): string {
    return this.#reader("memberOfLocal", name, from, memberOfLocalSource);
  }

  /** JavaScript for the function `(S, scope) => value` that reads a variable of the page's context. */
  variable(name: string): string {
    return this.#reader("variable", name, "", variableSource);
  }

  /** The functions themselves, to stand in front of the code. */
  toString(): string {
    return this.#sources.join("\n");
  }

  #reader(kind: ReaderKind, name: string, from: string, source: ReaderSource): string {
    if (isForbiddenName(name)) return "nothing";
    const key = `${kind} ${name} ${from}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const quoted = JSON.stringify(name);
    const isOfObject = name in Object.prototype;
    if (this.#isConfined || this.#names.size === maxReaders || isOfObject)
      return `((S, from) => ${kind}(S, from, ${quoted}))`;
    const number = this.#names.size;
    this.#names.set(key, `read${number}`);
    this.#sources.push(source(number, quoted));
    return `read${number}`;
  }
}

/** The function of the runtime that does the same for any name. */
type ReaderKind = "member" | "memberOfLocal" | "variable";
type ReaderSource = (number: number, name: string) => string;

const memberSource: ReaderSource = (number, name) => memberReader("member", number, name);
const memberOfLocalSource: ReaderSource = (number, name) => memberReader("memberOfLocal", number, name);

/** Reads a member. `kind` is for what is no object. */
function memberReader(kind: "member" | "memberOfLocal", number: number, name: string): string {
  return `let p${number} = plain;
const read${number} = ((S, o) => {
  if (typeof o !== "object" || o === null) return ${kind}(S, o, ${name});
  let v;
  try { v = o[${name}]; } catch (error) { return failedMember(S, o, ${name}, error); }
  ${allowed(number, name)}
  return checkedMember(S, o, ${name}, v);
});`;
}

/** Reads a variable, in the same way from the innermost scope. */
const variableSource: ReaderSource = (number, name) =>
  `let p${number} = plain;
const read${number} = ((S, scope) => {
  const o = scope.data;
  let v;
  try { v = o[${name}]; } catch (error) { return failedVariable(S, scope, ${name}, error); }
  ${allowed(number, name)}
  return checkedVariable(S, scope, ${name}, v);
});`;

/** Lines that give `v` where it surely is a member of `o` that templates may see. */
function allowed(number: number, name: string): string {
  return `if (prototypeOf(o) !== p${number}) p${number} = knownPrototype(o, p${number});
  else if (v !== undefined && plain[${name}] === undefined) return typeof v === "function" ? called(S, v, o, ${name}) : v;`;
}
