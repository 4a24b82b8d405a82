import type { Engine } from "../engine.ts";
import type { ParsedTemplate } from "../parsed-template.ts";
import { CodeOutput, type CompileOptions } from "./code-output.ts";
import { Frame } from "./frame.ts";
import { CompileScope, type LocalName, type ScopeOptions } from "./scope.ts";

/** The names that a template sets, and the JavaScript variables behind them: scopes, loops, and what nodes keep. */
export abstract class CodeNames extends CodeOutput {
  protected scope: CompileScope;
  protected frame: Frame;
  /** The name of the block that is being written. */
  protected blockName: string | undefined;
  #loop: CompileScope | undefined;

  constructor(engine: Engine, chain: readonly ParsedTemplate[], options: CompileOptions) {
    super(engine, options);
    this.scope = new CompileScope(undefined, this.reserve());
    this.frame = new Frame(chain, this.scope, undefined);
  }

  /** Runs `write` in a scope of its own: names set inside are gone afterwards. */
  scoped(write: (scope: CompileScope) => void, options?: ScopeOptions): void {
    this.line("{");
    const scope = new CompileScope(this.scope, this.reserve(), options);
    const loop = this.#loop;
    if (scope.isIsolated) this.#loop = undefined; // the loop around is not seen either
    this.scope = scope;
    write(scope);
    this.closeScope(scope);
    this.scope = scope.outer!;
    this.#loop = loop;
    this.line("}");
  }

  protected closeScope(scope: CompileScope): void {
    if (scope.declared.length > 0) this.fill(scope.declarationLine, `var ${scope.declared.join(", ")};`);
  }

  /** Sets a name that holds from here on in the current scope, surely. `js` is the variable that holds it. */
  bind(name: string, js: string, options: Pick<LocalName, "onUse" | "members" | "origin"> = {}): void {
    this.scope.names.set(name, { js, mayBeUnset: false, ...options });
  }

  /** Lets a name of the current scope mean again what it means outside. */
  unbind(name: string): void {
    this.scope.names.delete(name);
  }

  /** Makes a name known that is set further down in a loop, and is read in front of that in the next round. */
  foresee(name: string): void {
    const { names } = this.scope.forNames;
    if (!names.has(name))
      names.set(name, { js: this.#declareIn(this.scope.forNames, "v", "undefined"), mayBeUnset: true });
  }

  /** A variable that lives as long as the current scope; JavaScript's name for it. */
  declare(hint: string): string {
    return this.#declareIn(this.scope, hint);
  }

  /** @param initial - What it is each time that the scope begins, where it is read before it is set. */
  #declareIn(scope: CompileScope, hint: string, initial?: string): string {
    const js = this.name(hint);
    scope.declared.push(initial === undefined ? js : `${js} = ${initial}`);
    return js;
  }

  /** The variable in which a node keeps its state while its template is rendered; an included template begins anew. */
  stateInFrame(key: unknown, initial: string): string {
    return this.#stateIn(this.frame.scope, key, initial);
  }

  /** The same for the innermost loop; `undefined` outside of loops. */
  stateInLoop(key: unknown, initial: string): string | undefined {
    if (this.#loop === undefined) return undefined;
    return this.#stateIn(this.#loop, this.frame.loopKey(key), initial);
  }

  #stateIn(scope: CompileScope, key: unknown, initial: string): string {
    let js = scope.states.get(key);
    if (js === undefined) {
      js = this.#declareIn(scope, "state", initial);
      scope.states.set(key, js);
    }
    return js;
  }

  /** Sets `name` to a value in the current scope, as `{% tag as name %}` does. */
  assign(name: string, value: string): void {
    this.#assignIn(this.scope.forNames, name, value);
  }

  /** Sets `name` where it was set before, or else in the current scope. */
  assignUpward(name: string, value: string): void {
    let open = 0;
    for (let scope: CompileScope | undefined = this.scope; scope !== undefined; scope = scope.next) {
      const known = scope.names.get(name);
      if (known === undefined) continue;
      if (!known.mayBeUnset) {
        this.#assignIn(scope, name, value);
        this.line("}".repeat(open));
        return;
      }
      this.line(`if (${known.js} !== undefined) {`, `${known.js} = ${value};`, "} else {");
      open++;
    }
    this.assign(name, value);
    this.line("}".repeat(open));
  }

  #assignIn(scope: CompileScope, name: string, value: string): void {
    const known = scope.names.get(name);
    const isFree = known === undefined || known.members !== undefined;
    const js = isFree ? this.#declareIn(scope, "v", "undefined") : known.js;
    if (isFree) scope.names.set(name, { js, mayBeUnset: true, hidden: known });
    this.line(`${js} = ${value};`);
  }

  /** Runs `write` as the body of a loop, whose state lives in the current scope. */
  loopBody(write: () => void): void {
    const before = this.#loop;
    this.#loop = this.scope;
    write();
    this.#loop = before;
  }

  /** What `write` writes, as JavaScript that gives a string instead of adding it to the page. */
  captured(write: () => void): string {
    const name = this.name("captured");
    this.line(`var ${name} = "";`);
    this.lines.into(name, write);
    return name;
  }

  /**
   * What `write` writes, as an expression: a function that is called at once.
   * @param recover - JavaScript of a function: what it makes of an error is the value then.
   */
  capturedInline(write: () => void, recover: string): string {
    const capture = this.#captureFunction(
      "",
      write,
      (body) => `try {\n${body}\n} catch (error) { return ${recover}(error); }`,
    );
    return this.isAsync ? `(await (${capture})())` : `(${capture})()`;
  }

  /** A function that gives what `write` writes, or a promise of it; `parameter` is JavaScript's name for what it gets. */
  capturedFunction(parameter: string, write: () => void): string {
    return this.#captureFunction(parameter, write, (body) => body);
  }

  #captureFunction(parameter: string, write: () => void, around: (body: string) => string): string {
    const name = this.name("captured");
    // A scope of its own, because variables declared inside the function are not seen outside.
    const body = this.lines.apart(() => this.lines.into(name, () => this.scoped(write)));
    // Its own t, u and p: what a function shares with another one inside of it is slow in both.
    return `${this.isAsync ? "async " : ""}(${parameter}) => { let ${name} = "", t, u, p;\n${around(body)}\nreturn ${name}; }`;
  }

  /** The innermost meaning of a name, where the template itself sets it. */
  protected local(name: string): LocalName | undefined {
    for (let scope: CompileScope | undefined = this.scope; scope !== undefined; scope = scope.next) {
      const local = scope.names.get(name);
      if (local !== undefined) return local;
    }
    return undefined;
  }

  /** All variables that are seen here, as the scope of another template. */
  currentScope(): string {
    const outer = this.scope.seesRoot ? "scope" : "undefined";
    return `{ data: ${this.#localsObject()}, outer: ${outer} }`;
  }

  /** The variables that the template has set and that are seen here, as a JavaScript object. */
  #localsObject(): string {
    const layers: string[] = [];
    for (let scope: CompileScope | undefined = this.scope; scope !== undefined; scope = scope.next) {
      const entry = (name: string, local: LocalName): string => {
        local.onUse?.();
        return `[${JSON.stringify(name)}]: ${local.js}`;
      };
      const entries = [...scope.names].map(([name, local]) => entry(name, local));
      if (entries.length > 0) layers.unshift(`{ ${entries.join(", ")} }`);
      for (const [name, local] of scope.names) {
        for (let meaning = local.hidden; meaning !== undefined; meaning = meaning.hidden) {
          layers.unshift(`{ ${entry(name, meaning)} }`);
        }
      }
    }
    return `localValues(${layers.join(", ")})`;
  }
}
