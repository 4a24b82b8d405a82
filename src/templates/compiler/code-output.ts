import type { Engine } from "../engine.ts";
import { TemplateRecursionError } from "../errors.ts";
import type { Position } from "../source.ts";
import { CodeLines } from "./code-lines.ts";
import type { Place } from "./place.ts";
import { PlaceTable } from "./place-table.ts";

// Each variable takes its place on the stack, all together while the page is rendered.
const maxNames = 40_000;
// No page has more; hostile ones take the others from the list.
const maxConstantNames = 1_000;

/** How a template is run: at once, with promises awaited, or with its output sent as it grows. */
export type TemplateVersion = "sync" | "async" | "stream";

export interface CompileOptions {
  readonly version: TemplateVersion;
  readonly autoescape: boolean;
  /** The name of the one block to render. */
  readonly block: string | undefined;
}

/**
 * What all code of a template is made of: lines that add to the page, constants, places for errors, and waiting for what
 * is not there yet. CodeNames, CodeExpressions and CodeWriter stand on it, each on the one before.
 */
export abstract class CodeOutput {
  readonly engine: Engine;
  readonly isAsync: boolean;
  readonly isStreamed: boolean;
  /** Whether the template's author is not trusted: what it does is counted, and what it sees goes through S.confined. */
  readonly isConfined: boolean;
  readonly constants: unknown[] = [];
  readonly places = new PlaceTable();
  autoescape: boolean;
  protected readonly lines = new CodeLines();
  /** The include through which the page got here. */
  protected via: Place | undefined;
  readonly #constantNames = new Map<unknown, string>();
  #names = 0;

  constructor(engine: Engine, options: CompileOptions) {
    this.engine = engine;
    this.isAsync = options.version !== "sync";
    this.isStreamed = options.version === "stream";
    this.isConfined = engine.sandbox !== undefined;
    this.autoescape = options.autoescape;
  }

  /** Text of the template, which is written as it stands. */
  text(text: string): void {
    if (this.isConfined) this.append(JSON.stringify(text));
    else this.lines.text(text);
  }

  /** JavaScript for a text as HTML: escaped where autoescape is on. */
  escapedText(text: string): string {
    return this.autoescape ? `escapeHtml(${text})` : text;
  }

  /** Writes HTML: `code` is JavaScript that gives a string. */
  append(code: string): void {
    this.#add(this.isConfined ? `S.meter.wrote(${code})` : code);
  }

  #add(code: string): void {
    // Waiting inside of `out += …` would bring back what was handed over meanwhile.
    if (this.#writesStream) this.line(`p = ${code};`, "out += p;");
    else this.lines.append(code);
  }

  /** Whether what is written now goes out as the page grows, and not into a variable. */
  get #writesStream(): boolean {
    return this.isStreamed && this.lines.writesPage;
  }

  /** A place where a long page may give a piece to its reader. */
  pause(): void {
    if (this.#writesStream) this.line(`if (S.output.isFull(out)) { ${handOver}; await S.output.flush(); }`);
  }

  /** Adds lines of JavaScript. */
  line(...lines: string[]): void {
    this.lines.line(...lines);
  }

  /** Notes the place that errors of the following lines belong to. */
  at(position: Position | undefined): void {
    if (position === undefined) return;
    const number = this.places.add(position, this.via);
    if (this.isConfined) this.line(`at = ${number}; S.meter.step();`);
    else this.lines.place(number);
  }

  /** A line that is written later, with {@link fill}. */
  reserve(): number {
    return this.lines.reserve();
  }

  fill(reserved: number, line: string): void {
    this.lines.fill(reserved, line);
  }

  /** A JavaScript name that nothing else has. */
  name(hint = "v"): string {
    if (++this.#names > maxNames) {
      throw new TemplateRecursionError(
        `This template needs more than ${maxNames} variables of its own for its loops and tags. Take it apart.`,
        this.places.at(-1)?.position,
      );
    }
    return `${hint}${this.#names}`;
  }

  /** Something of the compiler's side that the code refers to. */
  constant(value: unknown): string {
    let name = this.#constantNames.get(value);
    if (name === undefined) {
      const index = this.constants.push(value) - 1;
      name = index < maxConstantNames ? `k${index}` : `K[${index}]`;
      this.#constantNames.set(value, name);
    }
    return name;
  }

  /** V8 takes what a constant holds for granted, but not what stands in a list. */
  protected constantDeclarations(): string {
    const names = this.constants.slice(0, maxConstantNames).map((_, index) => `k${index} = K[${index}]`);
    return names.length === 0 ? "" : `const ${names.join(", ")};`;
  }

  /** A value that is ready: awaited in the asynchronous version, and left for it in the synchronous one. */
  settled(code: string): string {
    return this.isAsync ? `(mustWait(t = ${code}) ? ${this.wait("t", "ready")} : t)` : `settled(${code})`;
  }

  /** In the asynchronous version: the value, awaited if it must be. */
  awaited(code: string): string {
    return this.isAsync ? `(isThenable(t = ${code}) ? ${this.wait("t", "awaited")} : t)` : code;
  }

  /** JavaScript that waits for what a variable holds; in a streamed page, what is written so far may go out meanwhile. */
  protected wait(value: string, ready: string): string {
    return this.isStreamed
      ? `(${handOver}, await S.output.settle(S, ${value}, ${ready}))`
      : `await ${ready}(S, ${value})`;
  }

  /**
   * Writes what another template gives. `call` makes JavaScript that renders it, in the version that is named: a string,
   * or a promise of one.
   */
  appendRendered(call: (version: TemplateVersion) => string): void {
    if (!this.isAsync) this.#add(call("sync"));
    else if (!this.isStreamed) this.#add(`await ${call("async")}`);
    else if (this.#writesStream) this.line(`${handOver};`, `await ${call("stream")};`);
    else this.#add(this.awaited(call("async")));
  }
}

/** Gives what is written so far to the reader of a streamed page, who takes it when it is worth a piece. */
export const handOver = 'S.output.hold(out), out = ""';
