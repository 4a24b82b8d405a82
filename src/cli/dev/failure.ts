import type { ErrorPages } from "../../devtools/index.ts";
import { describeError } from "../report-error.ts";
import type { Failure } from "./messages.ts";

/** What the terminal and the browser show of an error that kept the app from starting, or ended it. */
export function failureOf(error: unknown, life: string, pages: ErrorPages): Failure {
  const text = describeError(error);
  try {
    return { text, page: pages.failure(error, life) };
  } catch {
    return { text }; // the terminal has it in any case
  }
}
