import type { ClientRequest, IncomingMessage } from "node:http";
import type { LookupFunction } from "node:net";
import { nodeHttp } from "../../core/index.ts";
import { OutboundAddressError } from "../errors.ts";
import { literalAddress } from "./outbound-url.ts";

/** One request to one address, nothing followed. */
export interface OutboundRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array | undefined;
  readonly signal: AbortSignal;
}

/** How the machine is found that a connection goes to. */
export interface Route {
  readonly lookup: LookupFunction;
  isAllowed(address: string): boolean;
}

/** Sends a request and gives the answer's head; its body is still to be read. */
export function sendOnce(outbound: OutboundRequest, route: Route): Promise<IncomingMessage> {
  const { url, method, headers, body, signal } = outbound;
  // An address that stands in the URL is connected to without a look-up.
  const literal = literalAddress(url);
  if (literal !== undefined && !route.isAllowed(literal))
    return Promise.reject(new OutboundAddressError(url.hostname));
  return new Promise((resolve, reject) => {
    // Loaded with the first such request: starting up needs none.
    const send =
      url.protocol === "https:" ? process.getBuiltinModule("node:https").request : nodeHttp.request;
    const sent: ClientRequest = send(url, {
      method,
      headers: Object.fromEntries(headers),
      lookup: route.lookup,
      signal,
      // A connection of its own: one that is kept was checked by other rules, and an agent may know of a proxy.
      agent: false,
    });
    sent.once("response", resolve);
    sent.once("error", reject);
    sent.end(body);
  });
}
