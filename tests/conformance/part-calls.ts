import { fromBase62, toBase62 } from "../../src/crypto/timestamp-signer.ts";
import type { CallAnswerers } from "./call.ts";
import { dateFunctions } from "./date-calls.ts";
import { httpFunctions } from "./http-calls.ts";
import { textFunctions } from "./text-calls.ts";

/*
 * Functions of Django for which a part other than the templates has one of its own.
 */

export const partFunctions: CallAnswerers = {
  ...dateFunctions,
  ...httpFunctions,
  ...textFunctions,
  "django.core.signing.b62_decode": ({ args: [text] }) => fromBase62(String(text)),
  "django.core.signing.b62_encode": ({ args: [number] }) => toBase62(Number(number)),
};
