import { hashPassword, verifyPassword } from "../../crypto/index.ts";
import { authSettings } from "../auth-settings.ts";

/** The hash to store for a new password, by the first of the configured hashers. */
export function hashNewPassword(password: string): Promise<string> {
  return hashPassword(password, authSettings().passwordHashers);
}

/** Whether a password matches a stored hash; and a stronger hash of it, where it does and the stored one is weak. */
export async function passwordMatches(
  password: string,
  stored: string,
): Promise<{ valid: boolean; stronger?: string }> {
  const { valid, needsUpgrade } = await verifyPassword(password, stored, authSettings().passwordHashers);
  return valid && needsUpgrade ? { valid, stronger: await hashNewPassword(password) } : { valid };
}
