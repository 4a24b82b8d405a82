/*
 * What modules import by bare names, as browsers look them up in an import map (HTML, 8.1.6.2).
 */

/** Whether a module imports by this what only an import map can tell: `"lit"`, not `"./lit.js"` or `"https://…"`. */
export function isBareName(name: string): boolean {
  return name !== "" && !/^(?:\.{0,2}\/|[a-z][a-z0-9+.-]*:)/i.test(name);
}

/** Whether an entry stands for an address of another site. */
export function isOutside(target: string): boolean {
  return /^https?:\/\//.test(target);
}

/** The asset that a bare name stands for: of several entries the longest that fits, as browsers choose. */
export function importedAsset(name: string, imports: Readonly<Record<string, string>>): string | undefined {
  const exact = Object.hasOwn(imports, name) ? imports[name] : undefined;
  if (exact !== undefined && !name.endsWith("/")) return isOutside(exact) ? undefined : exact;
  const folders = Object.keys(imports).filter((key) => key.endsWith("/") && name.startsWith(key));
  const [folder] = folders.sort((one, other) => other.length - one.length);
  if (folder === undefined || isOutside(imports[folder]!)) return undefined;
  return imports[folder]! + name.slice(folder.length);
}

/** Whether the map says anything about a bare name. */
export function isImportable(name: string, imports: Readonly<Record<string, string>>): boolean {
  return (
    Object.hasOwn(imports, name) ||
    Object.keys(imports).some((key) => key.endsWith("/") && name.startsWith(key))
  );
}

/** Whether an asset can be imported by the name of a folder and its own. */
export function isModuleBelow(name: string, folder: string): boolean {
  return name.startsWith(folder) && /\.m?js$/.test(name);
}
