import { QuintetError } from "../core/index.ts";

/** A page redirected the test client again and again. */
export class ClientRedirectError extends QuintetError {
  readonly code = "testing.redirect-loop";

  constructor(chain: readonly string[]) {
    super(`The app redirects in a circle, or too often: ${chain.join(" → ")}.`);
  }
}
