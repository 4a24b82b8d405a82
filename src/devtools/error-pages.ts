/** A page, with the Content-Security-Policy that it needs. */
export interface ErrorPage {
  readonly html: string;
  readonly policy: string;
}

/** Makes pages about errors outside of any request. */
export interface ErrorPages {
  /**
   * The page about an error that keeps an app from running.
   * @param life - The life of the app that came to nothing.
   */
  failure(error: unknown, life: string): ErrorPage;
}

/** Loads what makes these pages: `quintet dev` itself shows them, but has nothing of it in memory. */
export async function loadErrorPages(): Promise<ErrorPages> {
  const { failurePage } = await import("./failure-page.ts");
  return { failure: failurePage };
}
