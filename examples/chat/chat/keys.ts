import { Secret } from "quintet";
import type { User } from "quintet/auth";
import { decrypt, encrypt } from "quintet/crypto";
import { ModelKey } from "./models.ts";

// A key that was encrypted for this can't be read as anything else, and nothing else can be read as a key.
const purpose = "chat.model-key";

export interface ModelKeyInput {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly model: string;
}

/** Stores a person's key, instead of the one they had. */
export async function storeKey(owner: User, { apiKey, baseUrl, model }: ModelKeyInput): Promise<void> {
  const values = { encryptedKey: encrypt(apiKey, purpose), hint: hintOf(apiKey), baseUrl, model };
  const changed = await ModelKey.where({ owner }).update(values);
  if (changed === 0) await ModelKey.create({ ...values, owner });
}

/**
 * The key itself.
 * @throws {@link DecryptionError} where it was encrypted with a secret key that the app no longer has.
 */
export function readKey(key: ModelKey): Secret {
  return new Secret(decrypt(key.encryptedKey, purpose));
}

/** The beginning and the end of a long key: enough to tell two apart, and no help to guess one. */
function hintOf(apiKey: string): string {
  return apiKey.length < 20 ? "…" : `${apiKey.slice(0, 3)}…${apiKey.slice(-4)}`;
}
