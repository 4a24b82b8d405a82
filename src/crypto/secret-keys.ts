import { currentApp } from "../core/index.ts";

/** The keys that sign and encrypt: the first makes what is new, all of them accept what is there. */
export type SecretKeys = readonly string[];

/** `secretKey` and `secretKeyFallbacks` of the running app. */
export function currentSecretKeys(): SecretKeys {
  const { secretKey, secretKeyFallbacks } = currentApp("Signing without keys of its own").config;
  return [secretKey.reveal(), ...secretKeyFallbacks.map((key) => key.reveal())];
}
