import { QuintetError } from "quintet";

/** A variable of the environment names a model service that can't be one. */
export class EndpointError extends QuintetError {
  readonly code = "chat.endpoint";

  constructor(baseUrl: string) {
    super(
      `OPENAI_BASE_URL is ${JSON.stringify(baseUrl)}, which is not an http or https address (without a user name in it).\nExample: OPENAI_BASE_URL=https://api.openai.com/v1`,
    );
  }
}
