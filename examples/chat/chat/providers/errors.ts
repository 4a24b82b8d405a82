import { QuintetError } from "quintet";

/** What went wrong with a provider. */
export type ProviderFailure =
  | "unreachable"
  | "unauthorized"
  | "not-found"
  | "rate-limited"
  | "rejected"
  | "unavailable"
  | "redirected"
  | "forbidden-address"
  | "malformed"
  | "interrupted"
  | "too-long"
  | "timeout";

/** A provider gave no answer, or only the beginning of one. The message is written for the person who asked. */
export class ProviderError extends QuintetError {
  readonly code: `chat.provider-${ProviderFailure}`;

  constructor(failure: ProviderFailure, message: string, options: { cause?: unknown } = {}) {
    super(message);
    this.code = `chat.provider-${failure}`;
    if (options.cause !== undefined) this.cause = options.cause;
  }
}
