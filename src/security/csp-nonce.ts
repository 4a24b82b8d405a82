import { randomBytes } from "node:crypto";
import { defineRequestProperty, type Request, RequestSlot } from "../http/index.ts";

declare module "../http/request-properties.ts" {
  interface RequestProperties {
    /** Lets `<script nonce="…">` and `<style nonce="…">` of this answer run. Made when it is first read. */
    readonly cspNonce: string;
  }
}

const nonces = new RequestSlot<string>();

defineRequestProperty("cspNonce", (request) => {
  const nonce = randomBytes(16).toString("base64");
  nonces.set(request, nonce);
  return nonce;
});

/** The nonce that somebody has put into the answer, or `undefined`: then the policy needs none. */
export function nonceOf(request: Request): string | undefined {
  return nonces.get(request);
}
