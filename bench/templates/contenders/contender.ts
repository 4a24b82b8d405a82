import { join } from "node:path";
import type { Page } from "../pages.ts";

/** A template engine, with its templates compiled and kept as its guide advises for production. */
export interface Contender {
  readonly name: string;
  /** Gives the function that renders a page, escaping included. */
  open(): (page: Page["name"], context: object) => string;
}

/** The folder with a contender's templates. */
export function viewsOf(contender: string): string {
  return join(import.meta.dirname, "..", "views", contender);
}
