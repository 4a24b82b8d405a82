/** What stands in a log where a secret was. */
const censored = "[secret]";

// Names under which a value must never reach a log, in small letters and without the marks between words: `api_key`,
// `apiKey` and `API-Key` are one. Endings count as well: `newPassword`, `resetToken`, `x-csrftoken`.
const secretNames: readonly string[] = [
  "authorization",
  "cookie",
  "cookies",
  "credentials",
  "apikey",
  "privatekey",
  "secret",
  "secretkey",
  "sessionid",
  "sessionkey",
];
const secretEndings = /(?:password|passwd|passphrase|token|secret|authorization|cookie|apikey|signature)$/;

/** What is looked into: an entry, what it holds, and what that holds. Below it, values are written as they are. */
const maxDepth = 4;

/** A copy of what is to be logged in which no value under a secret's name is left; the same object where there is none. */
export function redacted(entry: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactedObject(entry, 0) as Record<string, unknown>;
}

function redactedObject(object: object, depth: number): object {
  let copy: Record<string, unknown> | undefined;
  for (const [name, value] of Object.entries(object)) {
    const shown = isSecret(name) && value !== undefined ? censored : redactedValue(value, depth);
    if (shown === value) continue;
    copy ??= { ...object };
    copy[name] = shown;
  }
  return copy ?? object;
}

function redactedValue(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null || depth === maxDepth) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => redactedValue(item, depth + 1));
    return items.some((item, position) => item !== value[position]) ? items : value;
  }
  // Errors, dates and the like have forms of their own, which are made later.
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? redactedObject(value, depth + 1) : value;
}

function isSecret(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[-_ ]/g, "");
  return secretNames.includes(plain) || secretEndings.test(plain);
}
