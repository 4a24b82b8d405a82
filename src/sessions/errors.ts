import { QuintetError } from "../core/index.ts";

/** `request.session` was read where the sessions middleware doesn't run, so that nothing would be saved. */
export class SessionsOffError extends QuintetError {
  readonly code = "sessions.off";

  constructor() {
    super(
      'request.session was read outside of the session middleware, so what is set in it would be lost. Add `sessionMiddleware` of "quintet/sessions" to "middleware" in quintet.config.ts, in front of what reads the session.',
    );
  }
}
