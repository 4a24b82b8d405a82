/*
 * How many callbacks of queries are running inside each other. A handle belongs to the callback that it was given to: a
 * column that was named with the handle of a callback further out is that outer query's, which makes the query that is
 * built inside a correlated one:
 *
 *   Author.where((author) => exists(Book.where((book) => book.author.eq(author))))
 *
 * Callbacks are synchronous, so a number is enough.
 */
let running = 0;

/** Runs a callback of a query; `call` is given the depth that its handle gets. */
export function atNextDepth<Result>(call: (depth: number) => Result): Result {
  running++;
  try {
    return call(running);
  } finally {
    running--;
  }
}

/** The depth that a callback would get that were called now. */
export function nextDepth(): number {
  return running + 1;
}
