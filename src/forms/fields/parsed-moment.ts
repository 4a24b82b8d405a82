import { NoSuchMomentError } from "../../dates/index.ts";
import { type Cleaned, refused } from "../problem.ts";

/** The day, time or length of time that was entered; `message` for a text of another form, and for one that there isn't. */
export function parsedMoment<Moment extends object>(
  entered: unknown,
  parse: (text: string) => Moment | undefined,
  message: string,
): Cleaned<Moment> {
  try {
    const value = parse(String(entered));
    return value === undefined ? refused("invalid", message) : { value };
  } catch (error) {
    if (error instanceof NoSuchMomentError) return refused("invalid", message);
    throw error;
  }
}
