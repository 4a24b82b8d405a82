/*
 * An asset's address holds a hash of its content, in front of the ending: `admin/admin.css` is `admin/admin.3f2a9c81d07b.css`.
 * The folder stays the same, so that relative addresses inside of a style sheet or a module still lead to their files.
 */

/** Hexadecimal digits of the hash in a name: 48 bits tell versions of one file apart. */
const hashLength = 12;

/** `"admin/admin.css"` with the beginning of a digest in it. */
export function hashedName(name: string, digest: Buffer): string {
  const hash = digest.toString("hex", 0, hashLength / 2);
  const dot = name.lastIndexOf(".");
  if (dot <= name.lastIndexOf("/")) return `${name}.${hash}`;
  return `${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
}

/** A name without the hash in it; `undefined` where there is none in it. */
export function withoutHash(name: string): string | undefined {
  const match = /^(.+)\.[0-9a-f]{12}(\.[^./]+)?$/.exec(name);
  if (match === null) return undefined;
  const [, stem = "", ending = ""] = match;
  return stem + ending;
}
