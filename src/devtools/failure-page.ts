import { debugPage } from "./debug-page.ts";
import { failureReport } from "./debug-report.ts";
import type { ErrorPage } from "./error-pages.ts";

/** The page about an error that keeps an app from running. It reloads by itself when the app runs again. */
export function failurePage(error: unknown, life: string): ErrorPage {
  return debugPage(failureReport(error, life));
}
