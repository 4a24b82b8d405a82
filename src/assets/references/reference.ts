import { posix } from "node:path";

/** A place in a style sheet or a script that names another file. */
export interface Reference {
  /** Where the address stands in the text: of a literal with its quotes, otherwise without. */
  readonly start: number;
  readonly end: number;
  /** The address as it is meant, with escapes undone. */
  readonly target: string;
  /**
   * `"import"`: a module that is loaded with this one. `"later"`: one that may be loaded later. `"source-map"`: what only
   * developer tools ask for. `"file"`: all others.
   */
  readonly kind: "import" | "later" | "file" | "source-map";
  /** How it is written: as a literal of JavaScript or JSON with its quotes, or in XML. Otherwise as it stands. */
  readonly syntax?: "literal" | "xml";
  /** It is the name of a package: what it stands for is told by an import map. */
  readonly isBare?: boolean;
}

/** What was found in a file, or where it could not be read. */
export type FoundReferences =
  | { readonly references: readonly Reference[] }
  | { readonly line: number; readonly message: string };

/** What a reference leads to: the name of an asset, and the query or fragment behind it. */
export interface ReferenceTarget {
  readonly name: string;
  /** The folder as it was written: `"../img/"`. */
  readonly folder: string;
  /** `"?v=1"`, `"#icon"` or nothing. */
  readonly suffix: string;
}

/**
 * The asset that an address in the file `from` leads to. `undefined` for what is none of ours: another site's address, data,
 * a mere fragment, a package's name, and a path of this site outside of the assets.
 *
 * @param prefix - What the addresses of assets begin with: `"/static/"`.
 *
 * @example
 * referenceTarget("../img/a%20b.svg#x", "css/site.css", "/static/"); // { name: "img/a b.svg", folder: "../img/", suffix: "#x" }
 */
export function referenceTarget(target: string, from: string, prefix: string): ReferenceTarget | undefined {
  const [, path = "", suffix = ""] = /^([^?#]*)(.*)$/s.exec(target.trim()) ?? [];
  // A colon begins the path of another scheme, two slashes another host.
  if (path === "" || path.endsWith("/") || /^(?:[a-z][a-z0-9+.-]*:|[\\/]{2})/i.test(path)) return undefined;
  const slash = path.lastIndexOf("/") + 1;
  const absolute = path.startsWith("/") ? path : posix.join(prefix, posix.dirname(from), path);
  const normal = posix.normalize(absolute);
  if (!normal.startsWith(prefix)) return undefined;
  const name = decoded(normal.slice(prefix.length));
  return name === undefined ? undefined : { name, folder: path.slice(0, slash), suffix };
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined; // "%" that encodes nothing: no name of ours
  }
}

/** The address that takes a reference's place when its file is called otherwise. Means the same in CSS, in JavaScript and in a comment. */
export function rewrittenAddress({ folder, suffix }: ReferenceTarget, hashedName: string): string {
  const file = hashedName.slice(hashedName.lastIndexOf("/") + 1);
  return encodeDelimiters(folder) + encodeDelimiters(encodeURIComponent(file)) + encodeDelimiters(suffix);
}

/** Encodes what would end a string, a `url()` or a comment. */
function encodeDelimiters(address: string): string {
  return address.replace(/[\s"'()*\\<>]/g, (character) =>
    [...Buffer.from(character)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
      .join(""),
  );
}

/** The text with other words at some places, which stand in order. */
export function replaceAt(
  text: string,
  replacements: readonly { readonly start: number; readonly end: number; readonly text: string }[],
): string {
  let result = "";
  let position = 0;
  for (const { start, end, text: replacement } of replacements) {
    result += text.slice(position, start) + replacement;
    position = end;
  }
  return result + text.slice(position);
}
