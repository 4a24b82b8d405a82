import { decrypt, encrypt } from "../../crypto/index.ts";
import type { ColumnFor, ColumnOptions, NoOptions } from "./column.ts";
import { defineField } from "./other-fields.ts";

/**
 * A text that is stored encrypted (AES-256-GCM, by the app's secret key), and read in clear. For keys and tokens that
 * the app must be able to use; passwords are hashed instead. It can't be searched: each time it is stored, the
 * same text looks different.
 *
 * @param purpose - What it is, `"chat.api-key"`: a text that is moved into a field of another purpose can't be read there.
 *
 * @example
 * class Account extends Model({ apiKey: encryptedText("shop.api-key") }) {}
 */
export function encryptedText<const Options extends ColumnOptions<string> = NoOptions>(
  purpose: string,
  options?: Options,
): ColumnFor<string, Options> {
  const field = defineField<string>({
    name: "encrypted",
    columnType: { sqlite: "text", postgres: "text", mysql: "longtext" },
    toDatabase: (text) => encrypt(text, purpose),
    fromDatabase: (stored) => decrypt(String(stored), purpose),
  });
  return field(options);
}
