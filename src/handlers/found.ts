import { DoesNotExistError } from "../db/index.ts";
import { NotFoundError } from "../http/index.ts";

/**
 * What was looked for, or a 404: for `get()`, `find()` and `first()` the row, for a list the rows, of which there must be one.
 * Several rows where one was asked for are a mistake of the program, as without it.
 *
 * @throws {@link NotFoundError}
 *
 * @example
 * const book = await foundOr404(Book.find({ slug }));
 * const books = await foundOr404(Book.where({ author }).orderBy("title"));
 */
export async function foundOr404<Found>(looking: PromiseLike<Found> | Found): Promise<NonNullable<Found>> {
  const found = await rowOrNothing(looking);
  const isNothing = found === null || found === undefined || (Array.isArray(found) && found.length === 0);
  if (isNothing) throw new NotFoundError();
  return found;
}

/** What `get()` throws where there is no row is nothing, like the null of `find()`. */
async function rowOrNothing<Found>(looking: PromiseLike<Found> | Found): Promise<Found | null> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof DoesNotExistError) return null;
    throw error;
  }
}
