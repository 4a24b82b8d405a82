import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync, type Stats } from "node:fs";
import { didYouMean } from "../core/index.ts";
import { endingOf } from "./asset-folders.ts";
import { importedAsset, isImportable } from "./import-names.ts";
import { cssReferences } from "./references/css-references.ts";
import { manifestReferences } from "./references/manifest-references.ts";
import {
  type FoundReferences,
  type Reference,
  type ReferenceTarget,
  referenceTarget,
} from "./references/reference.ts";
import { scriptReferences } from "./references/script-references.ts";
import { svgReferences } from "./references/svg-references.ts";

/** A reference that leads to an asset of ours, if it is there. */
export interface AssetReference extends Reference, ReferenceTarget {
  readonly line: number;
}

/** Something in a file that doesn't lead where it should. */
export interface AssetProblem {
  /** `"error"`: browsers will ask for what isn't there. */
  readonly level: "error" | "warning";
  /** The asset it is in. */
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** A file as it stands on disk, with the places that name other assets. */
export interface AssetFile {
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** Of a file that may name others; the rest is only hashed, and never held. */
  readonly text: string | undefined;
  /** SHA-384 of the content. */
  readonly digest: Buffer;
  readonly references: readonly AssetReference[];
  /** Assets that it imports by bare names: nothing in the file changes with them. */
  readonly mappedImports: readonly string[];
  readonly problems: readonly AssetProblem[];
}

export interface ReadAssetOptions {
  readonly name: string;
  readonly path: string;
  readonly stats: Stats;
  /** What the addresses of assets begin with. */
  readonly prefix: string;
  /** What bare names stand for. */
  readonly imports: Readonly<Record<string, string>>;
  /** Its content is to stay: what it refers to is not looked for. */
  readonly isFinal: boolean;
}

/** Reads a file and finds what it refers to. */
export function readAssetFile(options: ReadAssetOptions): AssetFile {
  const { name, path, stats, prefix, imports, isFinal } = options;
  const file = { name, path, size: stats.size, mtimeMs: stats.mtimeMs };
  const find = isFinal ? undefined : finderFor(name);
  if (find === undefined) return { ...file, text: undefined, digest: digestOfFile(path), ...nothing };
  const bytes = readFileSync(path);
  const digest = digestOf(bytes);
  if (!isUtf8(bytes)) {
    const message = "is no UTF-8: what it refers to is left as it is. Save it as UTF-8.";
    return { ...file, text: undefined, digest, ...nothing, problems: [warning(file, 1, message)] };
  }
  const text = bytes.toString();
  const found = find(text);
  if ("message" in found) {
    const language = /\.m?js$/.test(name) ? "JavaScript" : "JSON";
    const message = `can't be read as ${language} (${found.message}): what it refers to is left as it is.`;
    return { ...file, text, digest, ...nothing, problems: [warning(file, found.line, message)] };
  }
  const bare = found.references.filter(({ isBare }) => isBare);
  const mapped = bare
    .filter(({ kind }) => kind === "import")
    .map(({ target }) => importedAsset(target, imports));
  return {
    ...file,
    text,
    digest,
    references: assetReferences(
      found.references.filter(({ isBare }) => !isBare),
      text,
      name,
      prefix,
    ),
    mappedImports: mapped.filter((each) => each !== undefined),
    problems: unmappedImports(bare, imports).map(({ start, target }) =>
      warning(
        file,
        1 + linesIn(text, 0, start),
        `imports ${JSON.stringify(target)}, which assets.imports does not name.${didYouMean(target, Object.keys(imports))}`,
      ),
    ),
  };
}

const nothing = { references: [], mappedImports: [], problems: [] } as const;

type Finder = (text: string) => FoundReferences;

const finders: ReadonlyMap<string, Finder> = new Map<string, Finder>([
  [".css", (text) => ({ references: cssReferences(text) })],
  [".js", scriptReferences],
  [".mjs", scriptReferences],
  [".svg", (text) => ({ references: svgReferences(text) })],
  [".webmanifest", manifestReferences],
]);

/** JSON has addresses only where its kind says so: of the files called `.json` that is a web app's manifest. */
function finderFor(name: string): Finder | undefined {
  return /(?:^|\/)manifest\.json$/.test(name) ? manifestReferences : finders.get(endingOf(name));
}

/** Where somebody has begun to name packages, one that isn't named was forgotten. Without any, pages may have maps of their own. */
function unmappedImports(
  bare: readonly Reference[],
  imports: Readonly<Record<string, string>>,
): readonly Reference[] {
  return Object.keys(imports).length === 0 ? [] : bare.filter(({ target }) => !isImportable(target, imports));
}

function assetReferences(
  references: readonly Reference[],
  text: string,
  name: string,
  prefix: string,
): AssetReference[] {
  const found: AssetReference[] = [];
  let line = 1;
  let counted = 0;
  for (const reference of references) {
    const target = referenceTarget(reference.target, name, prefix);
    if (target === undefined) continue;
    line += linesIn(text, counted, reference.start);
    counted = reference.start;
    found.push({ ...reference, ...target, line });
  }
  return found;
}

function linesIn(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = text.indexOf("\n", start); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

function warning(file: { name: string; path: string }, line: number, message: string): AssetProblem {
  return { level: "warning", name: file.name, path: file.path, line, message };
}

/** The problem that a file refers to an asset that isn't there. */
export function missingReference(
  { name, path }: AssetFile,
  { kind, line, target, name: missing }: AssetReference,
  known: readonly string[],
): AssetProblem {
  // Only developer tools ask for source maps, and packages often ship without.
  const level = kind === "source-map" ? "warning" : "error";
  const message = `refers to ${JSON.stringify(target)}, and there is no asset ${JSON.stringify(missing)}.${didYouMean(missing, known)}`;
  return { level, name, path, line, message };
}

/** `"shop/site.css:3 refers to …"`, with where the file is. */
export function describeProblem({ name, line, message, path }: AssetProblem): string {
  return `${name}:${line} ${message}\n  (${path})`;
}

export function digestOf(...parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash("sha384");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** In pieces, so that a film isn't held in memory. */
function digestOfFile(path: string): Buffer {
  const hash = createHash("sha384");
  const file = openSync(path, "r");
  try {
    const piece = Buffer.allocUnsafe(65_536);
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece))
      hash.update(piece.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest();
}
