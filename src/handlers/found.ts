import { NotFoundError } from "../http/index.ts";

/**
 * What was looked for, or a 404: for `find()` and `first()` the row, for a list the rows, of which there must be one.
 *
 * @throws {@link NotFoundError}
 *
 * @example
 * const book = await foundOr404(Book.find({ slug }));
 * const books = await foundOr404(Book.where({ author }).orderBy("title"));
 */
export async function foundOr404<Found>(looking: PromiseLike<Found> | Found): Promise<NonNullable<Found>> {
  const found = await looking;
  const isNothing = found === null || found === undefined || (Array.isArray(found) && found.length === 0);
  if (isNothing) throw new NotFoundError();
  return found;
}
