import type { Request } from "./request.ts";
import type { Response } from "./response.ts";

/* What core's channels tell about requests, with the types that core doesn't know. */

declare module "../core/tracing.ts" {
  interface RequestTrace {
    readonly request: Request;
    /** There from the end of the work on. */
    result?: Response;
  }
  interface SentTrace {
    readonly request: Request;
  }
  interface RouteTrace {
    readonly request: Request;
  }
  interface ErrorTrace {
    /** Absent for a promise that nobody awaited outside of a request. */
    readonly request: Request | undefined;
  }
}
