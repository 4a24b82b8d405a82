import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { ProviderError } from "./errors.ts";
import { completionsUrl, type OpenAiEndpoint } from "./openai-endpoint.ts";
import type { Patience } from "./patience.ts";
import type { ChatMessage } from "./provider.ts";
import { isPublicAddress, lookupPublic, PrivateAddressError } from "./public-address.ts";

/*
 * `node:http` instead of fetch(): it follows no redirects (one would carry the key to another host), and it lets the
 * address be checked after the name was looked up.
 */

/**
 * Sends the conversation and waits for the head of the answer.
 * @throws {@link ProviderError} where the service cannot be reached.
 */
export async function connect(
  endpoint: OpenAiEndpoint,
  messages: readonly ChatMessage[],
  patience: Patience,
): Promise<IncomingMessage> {
  const url = allowedUrl(endpoint);
  const body = JSON.stringify({ model: endpoint.model, messages, stream: true });
  const headers: Record<string, string | number> = {
    accept: "text/event-stream",
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  };
  if (endpoint.apiKey !== undefined) headers.authorization = `Bearer ${endpoint.apiKey.reveal()}`;

  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const options = endpoint.publicOnly ? { lookup: lookupPublic } : {};
  patience.connecting(url.host);
  // A connection of its own, closed with the answer: one that was kept open may have died unnoticed.
  const request = send(url, { method: "POST", agent: false, headers, signal: patience.signal, ...options });
  request.once("socket", (socket) => {
    socket.once(url.protocol === "https:" ? "secureConnect" : "connect", () => patience.connected());
  });
  request.once("response", resolve);
  request.on("error", reject);
  request.end(body);
  try {
    return await promise;
  } catch (error) {
    throw asConnectionFailure(error, url, patience);
  }
}

function allowedUrl(endpoint: OpenAiEndpoint): URL {
  const url = completionsUrl(endpoint.baseUrl);
  if (url === undefined) {
    throw new ProviderError(
      "unreachable",
      `The address of the model service, "${endpoint.baseUrl}", is not an http or https address. Correct it and try again.`,
    );
  }
  if (!endpoint.publicOnly) return url;
  const address = url.hostname.replace(/^\[|\]$/g, "");
  if (url.protocol !== "https:" || (isIP(address) !== 0 && !isPublicAddress(address))) throw forbidden(url);
  return url;
}

function forbidden(url: URL): ProviderError {
  return new ProviderError(
    "forbidden-address",
    `${url.host} can't be used with your own key: the address must be public and begin with https://.`,
  );
}

function asConnectionFailure(error: unknown, url: URL, patience: Patience): unknown {
  if (patience.failure !== undefined) return patience.failure;
  if (patience.signal.aborted) return patience.signal.reason; // nobody wants the answer any more
  if (error instanceof PrivateAddressError) return forbidden(url);
  return new ProviderError(
    "unreachable",
    `The model service at ${url.host} can't be reached. Check its address, and that it is running.`,
    { cause: error },
  );
}
