/**
 * A name for something that has an address, such as an entry of a feed, which stays when the address changes (RFC 4151):
 * `tag:blog.example,2026-03-01:/tea/`.
 *
 * @param day - `YYYY-MM-DD`: a day on which the host was yours.
 */
export function tagUri(url: string, day?: string): string {
  const parts = /^(?:[a-z][a-z0-9+.-]*:)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/is.exec(url) ?? [];
  const [, authority = "", path = "", fragment = ""] = parts;
  const host = authority.replace(/^.*@/, "").replace(/:\d*$/, "").toLowerCase();
  return `tag:${host}${day === undefined ? "" : `,${day}`}:${path}/${fragment}`;
}
