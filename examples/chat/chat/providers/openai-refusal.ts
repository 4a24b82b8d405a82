import type { IncomingMessage } from "node:http";
import { ProviderError } from "./errors.ts";
import type { OpenAiEndpoint } from "./openai-endpoint.ts";

// As much of an error's body as is read: the services' own are below one kilobyte.
const maxErrorBytes = 10_000;

/** What a status other than 200 means, in words for the person who asked. */
export async function refusalOf(response: IncomingMessage, endpoint: OpenAiEndpoint): Promise<ProviderError> {
  const status = response.statusCode ?? 0;
  const said = await explanation(response, endpoint);
  if (status === 401 || status === 403) {
    return new ProviderError(
      "unauthorized",
      "The model service refused the API key. Check the key, and that it may use this model.",
    );
  }
  if (status === 404) {
    return new ProviderError(
      "not-found",
      `The model service knows no "${endpoint.model}", or its address is wrong.${said}`,
    );
  }
  if (status === 429) {
    const wait = waitOf(response.headers["retry-after"]);
    return new ProviderError(
      "rate-limited",
      `The model service has had too many questions for now, or the account has no credit left. Try again ${wait}.`,
    );
  }
  if (status >= 300 && status < 400) {
    return new ProviderError(
      "redirected",
      "The model service wants to send the question to another address, which is not followed. Set the address that it really has.",
    );
  }
  if (status >= 500) {
    return new ProviderError(
      "unavailable",
      `The model service has a problem of its own (${status}). Try again in a moment.`,
    );
  }
  return new ProviderError("rejected", `The model service did not accept the question (${status}).${said}`);
}

/** The service's own words about an error in an event or a body, as a sentence with a space before; else nothing. */
export function wordsOf(body: unknown, endpoint: OpenAiEndpoint): string {
  const error = (body as { error?: unknown } | null)?.error;
  const message = typeof error === "string" ? error : (error as { message?: unknown } | null)?.message;
  if (typeof message !== "string" || message.trim() === "") return "";
  const key = endpoint.apiKey?.reveal();
  const clean = (key === undefined ? message : message.replaceAll(key, "…")).replace(/\s+/g, " ").trim();
  return ` It says: ${clean.length > 200 ? `${clean.slice(0, 199)}…` : clean}`;
}

async function explanation(response: IncomingMessage, endpoint: OpenAiEndpoint): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of response) {
      text += decoder.decode(chunk as Buffer, { stream: true });
      if (text.length > maxErrorBytes) break;
    }
    return wordsOf(JSON.parse(text), endpoint);
  } catch {
    return ""; // not JSON, or cut off: the status has to say it all
  }
}

function waitOf(retryAfter: string | undefined): string {
  const waitSeconds = Number(retryAfter);
  if (retryAfter === undefined || !Number.isFinite(waitSeconds) || waitSeconds <= 0) return "later";
  return waitSeconds < 90
    ? `in ${Math.ceil(waitSeconds)} seconds`
    : `in ${Math.ceil(waitSeconds / 60)} minutes`;
}
