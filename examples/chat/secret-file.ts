import { randomBytes } from "node:crypto";
import { appendFile, readFile } from "node:fs/promises";

/**
 * Sees to it that there is a secret key: one from the environment, or one in the file, which is made at the first start
 * and stays the same from then on. Whoever has it can forge sessions, so it is in no repository.
 */
export async function ensureSecretKey(file: string): Promise<void> {
  if (process.env.SECRET_KEY) return;
  const present = await readFile(file, "utf8").catch(() => "");
  if (!/^\s*SECRET_KEY\s*=\s*\S/m.test(present)) {
    const line = `SECRET_KEY=${randomBytes(48).toString("base64url")}\n`;
    const separator = present === "" || present.endsWith("\n") ? "" : "\n";
    await appendFile(file, separator + line, { mode: 0o600 });
  }
  process.loadEnvFile(file); // what is set already wins
}
