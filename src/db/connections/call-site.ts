import { shownPath, stackFrames } from "../../core/index.ts";

/*
 * Which line of the app asked for a statement. A stack is cheap to take (V8 keeps addresses) and dear to write out, so it
 * is written when somebody reads `line`.
 *
 * Two stacks are taken. The first, when the statement is sent, knows who called: `Book.count()`. But `await query` calls
 * `then()` from the microtask queue, where no caller is on the stack. So another is taken one turn later, when the
 * functions that wait for the rows are known: V8 lists those as "async" frames, and the app's own is the first of them
 * that doesn't belong to Quintet.
 */
export class CallSite {
  readonly #stacks: { readonly stack?: string }[] = [];
  #line: string | undefined;

  /** Takes one more stack. */
  capture(): void {
    const holder = {};
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = maxFrames;
    Error.captureStackTrace(holder, this.capture);
    Error.stackTraceLimit = limit;
    this.#stacks.push(holder);
  }

  /** File and line of the app's own code, such as `"shop/handlers.ts:12"`; `undefined` where none of it is involved. */
  get line(): string | undefined {
    for (const holder of this.#stacks.splice(0)) {
      const own = stackFrames(holder.stack ?? "").find(({ isOwn }) => isOwn);
      if (own !== undefined) this.#line ??= `${shownPath(own.path)}:${own.line}`;
    }
    return this.#line;
  }
}

// A relation that a template looks up stands below some thirty calls of Quintet's own.
const maxFrames = 50;
