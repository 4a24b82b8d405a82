/*
 * An asset's address holds a hash of its content, in front of the ending: `admin/admin.css` is `admin/admin.3f2a9c81d07b.css`.
 * The folder stays the same, so that relative addresses inside of a style sheet or a module still lead to their files.
 */

/** Hexadecimal digits of the hash in a name: 48 bits tell versions of one file apart. */
export const hashLength = 12;

/** `"admin/admin.css"` with a hash in it. */
export function hashedName(name: string, hash: string): string {
  const dot = name.lastIndexOf(".");
  if (dot <= name.lastIndexOf("/")) return `${name}.${hash}`;
  return `${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
}

/** A name with a hash taken apart; `undefined` where there is none in it. */
export function splitHashedName(name: string): { name: string; hash: string } | undefined {
  const match = /^(.+)\.([0-9a-f]{12})(\.[^./]+)?$/.exec(name);
  if (match === null) return undefined;
  const [, stem = "", hash = "", ending = ""] = match;
  return { name: stem + ending, hash };
}
