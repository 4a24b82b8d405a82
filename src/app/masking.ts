// Names whose values are never shown: the words that Django's debug page masks too, and those of cookies and sessions.
const secretName = /api|auth|token|key|secret|pass|signature|cookie|session|csrf|credential/i;

/** What stands for a value that must not be seen. */
const mask = "••••••••";

/** The value, or the mask where its name says that it is a secret. */
export function masked(name: string, value: string): string {
  return secretName.test(name) ? mask : value;
}

/** A URL whose secret query values are masked. */
export function maskedUrl(url: URL): string {
  if (url.search === "") return url.pathname;
  const query = [...url.searchParams].map(([name, value]) => `${name}=${masked(name, value)}`);
  return `${url.pathname}?${query.join("&")}`;
}
