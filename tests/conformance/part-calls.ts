import { fromBase62, toBase62 } from "../../src/crypto/timestamp-signer.ts";
import { isAllowedTarget } from "../../src/security/safe-redirect.ts";
import type { CallAnswerers } from "./call.ts";
import { dateFunctions } from "./date-calls.ts";

/*
 * Functions of Django for which a part other than the templates has one of its own.
 */

export const partFunctions: CallAnswerers = {
  ...dateFunctions,
  "django.core.signing.b62_decode": ({ args: [text] }) => fromBase62(String(text)),
  "django.core.signing.b62_encode": ({ args: [number] }) => toBase62(Number(number)),
  "django.utils.http.url_has_allowed_host_and_scheme": ({ args: [url, allowed], kwargs }) =>
    typeof url === "string" &&
    isAllowedTarget(url, {
      hosts: allowedHosts(allowed ?? kwargs.allowed_hosts),
      requireHttps: kwargs.require_https === true,
    }),
};

function allowedHosts(given: unknown): Set<string> {
  if (typeof given === "string") return new Set([given]);
  return new Set((given ?? []) as Iterable<string>);
}
