// Names whose values are never shown: the words that Django's debug page masks too, and those of cookies and sessions.
const secretName = /api|auth|token|key|secret|pass|signature|cookie|session|csrf|credential/i;

/** What stands for a value that must not be seen. */
export const mask = "••••••••";

/** Whether the value of this name must not be seen. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}
