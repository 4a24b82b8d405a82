import type { Secret } from "quintet";

/** An OpenAI-compatible service, and how long to be patient with it. */
export interface OpenAiEndpoint {
  /** Up to and without `/chat/completions`, such as `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** Left out for services that want none, such as a model on one's own machine. */
  readonly apiKey?: Secret;
  /** True where a visitor chose the address: then it must be on the public internet, over https. */
  readonly publicOnly?: boolean;
  readonly timeouts?: Partial<ProviderTimeouts>;
}

/** How long to wait, in milliseconds. */
export interface ProviderTimeouts {
  /** Until the connection stands. */
  readonly connectMs: number;
  /** From then on until the first piece of the answer. */
  readonly firstPieceMs: number;
  /** From one piece to the next. */
  readonly idleMs: number;
  /** For all of it. */
  readonly totalMs: number;
}

export const defaultTimeouts: ProviderTimeouts = {
  connectMs: 10_000,
  firstPieceMs: 60_000,
  idleMs: 30_000,
  totalMs: 300_000,
};

export const defaultBaseUrl = "https://api.openai.com/v1";
export const defaultModel = "gpt-4o-mini";

/** The address that questions are sent to; `undefined` where the base URL is none for http or https. */
export function completionsUrl(baseUrl: string): URL | undefined {
  const url = URL.parse(baseUrl.trim());
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/chat/completions`;
  url.hash = "";
  return url;
}
