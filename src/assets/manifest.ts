import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isPlainObject } from "../core/index.ts";
import { type ContentEncoding, contentEncodings } from "./content-encoding.ts";
import { AssetManifestError } from "./errors.ts";

/** A file in the folder of collected assets. */
export interface CollectedFile {
  readonly integrity: string;
  readonly size: number;
  /** The compressed copies beside it and their sizes. */
  readonly encodings: Readonly<Partial<Record<ContentEncoding, number>>>;
}

/** An asset that was collected. */
export interface ManifestEntry extends CollectedFile {
  /** Its file, below the folder: the name with the hash in it. */
  readonly file: string;
  /** The modules that it loads at once. */
  readonly imports: readonly string[];
}

/** What `quintet assets collect` wrote: which file holds which asset. */
export interface Manifest {
  readonly assets: ReadonlyMap<string, ManifestEntry>;
  /** Files of earlier collections, for pages that are still open. `--clear` deletes them. */
  readonly earlier: ReadonlyMap<string, CollectedFile>;
}

export const emptyManifest: Manifest = { assets: new Map(), earlier: new Map() };

export const manifestName = "manifest.json";
const version = 1;

/**
 * Reads the manifest of a folder; `undefined` where there is none.
 * @throws {@link AssetManifestError} where it is not one of ours.
 */
export function readManifest(folder: string): Manifest | undefined {
  const path = join(folder, manifestName);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const parsed = parse(text);
  if (parsed === undefined) throw new AssetManifestError(path);
  return parsed;
}

/** The manifest as it is written: in the order of the names, so that the same assets give the same file. */
export function manifestText({ assets, earlier }: Manifest): string {
  const content = { version, assets: sorted(assets), earlier: sorted(earlier) };
  return `${JSON.stringify(content, undefined, 1)}\n`;
}

function sorted<Value>(map: ReadonlyMap<string, Value>): Record<string, Value> {
  return Object.fromEntries([...map].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function parse(text: string): Manifest | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isPlainObject(content) || content.version !== version) return undefined;
  const { assets, earlier } = content;
  if (!isPlainObject(assets) || !isPlainObject(earlier)) return undefined;
  const entries = Object.entries(assets);
  const files = Object.entries(earlier);
  const areRight =
    entries.every(
      ([, entry]) => isCollectedFile(entry) && isFileName(entry.file) && isTexts(entry.imports),
    ) && files.every(([name, file]) => isFileName(name) && isCollectedFile(file));
  if (!areRight) return undefined;
  return {
    assets: new Map(entries as [string, ManifestEntry][]), // the lines above looked at each
    earlier: new Map(files as [string, CollectedFile][]),
  };
}

function isCollectedFile(value: unknown): value is Record<string, unknown> {
  return (
    isPlainObject(value) &&
    typeof value.integrity === "string" &&
    typeof value.size === "number" &&
    isPlainObject(value.encodings) &&
    Object.entries(value.encodings).every(
      ([name, size]) => contentEncodings.includes(name as ContentEncoding) && typeof size === "number",
    )
  );
}

/** Below the folder, and not hidden. */
function isFileName(value: unknown): boolean {
  return typeof value === "string" && value.split("/").every((part) => part !== "" && !part.startsWith("."));
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
