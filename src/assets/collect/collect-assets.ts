import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import type { AssetBuilder, BuiltAsset } from "../asset-builder.ts";
import type { AssetProblem } from "../asset-file.ts";
import {
  type ContentEncoding,
  compress,
  contentEncodings,
  encodedEndings,
  isCompressible,
} from "../content-encoding.ts";
import {
  type CollectedFile,
  emptyManifest,
  type Manifest,
  type ManifestEntry,
  manifestName,
  manifestText,
  readManifest,
} from "../manifest.ts";

export interface CollectOptions {
  readonly folder: string;
  /** Deletes the files of earlier collections. */
  readonly clear: boolean;
  /** Writes and deletes nothing. */
  readonly dryRun: boolean;
}

/** What collecting did, or would do. */
export interface CollectReport {
  /** Names of assets whose files were written. */
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  /** Files of earlier collections that were deleted, or that are kept for pages that are still open. */
  readonly deleted: readonly string[];
  readonly kept: readonly string[];
  /** Bytes of all assets, as they are and as most browsers get them. */
  readonly bytes: number;
  readonly compressedBytes: number;
}

/** What is wrong with any asset. */
export function assetProblems(builder: AssetBuilder): AssetProblem[] {
  return builder.folders.list().flatMap(({ name }) => builder.build(name)?.problems ?? []);
}

/**
 * Writes all assets into one folder, under the names with hashes in them, with compressed copies and a manifest. What is
 * there already stays. The manifest comes last and at once, so that an app which starts meanwhile sees the old one or
 * the new one.
 */
export async function collectAssets(builder: AssetBuilder, options: CollectOptions): Promise<CollectReport> {
  const { folder, dryRun } = options;
  // A manifest that can't be read says nothing about what is there.
  const before = readableManifest(folder) ?? emptyManifest;
  const built = builder.folders.list().map(({ name }) => builder.build(name)!); // listed, so there
  const known = new Map([
    ...before.earlier,
    ...[...before.assets.values()].map((entry) => [entry.file, entry] as const),
  ]);

  const entries = new Map<string, ManifestEntry>();
  const written: string[] = [];
  await inParallel(built, async (asset) => {
    const present = await presentFile(folder, asset, known);
    if (present === undefined) written.push(asset.name);
    const file = present ?? (dryRun ? unwritten(asset) : await writeAsset(folder, asset));
    const { size, integrity, encodings } = file;
    entries.set(asset.name, { file: asset.hashedName, size, integrity, encodings, imports: asset.imports });
  });

  const current = new Set([...entries.values()].map(({ file }) => file));
  const stale = new Map([...known].filter(([file]) => !current.has(file)));
  const manifest = {
    assets: entries,
    earlier: options.clear ? new Map<string, CollectedFile>() : withoutNames(stale),
  };
  if (!dryRun) {
    await writeWhole(join(folder, manifestName), manifestText(manifest));
    // After the manifest: what an app that starts now reads about is still there.
    if (options.clear)
      await inParallel([...stale], ([file, collected]) => deleteFile(folder, file, collected));
  }
  return report(entries, written, [...stale.keys()].sort(), options.clear);
}

function readableManifest(folder: string): Manifest | undefined {
  try {
    return readManifest(folder);
  } catch {
    return undefined;
  }
}

/** What an earlier collection wrote for this very content, if all of it is still there. */
async function presentFile(
  folder: string,
  { hashedName, integrity }: BuiltAsset,
  known: ReadonlyMap<string, CollectedFile>,
): Promise<CollectedFile | undefined> {
  const file = known.get(hashedName);
  if (file === undefined || file.integrity !== integrity) return undefined;
  const expected: [string, number][] = [[hashedName, file.size]];
  for (const encoding of contentEncodings) {
    const size = file.encodings[encoding];
    if (size !== undefined) expected.push([hashedName + encodedEndings[encoding], size]);
  }
  const sizes = await Promise.all(
    expected.map(([name]) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => undefined,
      ),
    ),
  );
  return sizes.every((size, index) => size === expected[index]![1]) ? file : undefined;
}

async function writeAsset(folder: string, asset: BuiltAsset): Promise<CollectedFile> {
  const path = join(folder, asset.hashedName);
  await mkdir(dirname(path), { recursive: true });
  const { integrity } = asset;
  if (!isCompressible(asset.name, asset.size)) {
    if (asset.content === undefined) await copyWhole(asset.path, path);
    else await writeWhole(path, asset.content);
    return { integrity, size: asset.size, encodings: {} };
  }
  const content = asset.content ?? (await readFile(asset.path));
  await writeWhole(path, content);
  const encodings: Partial<Record<ContentEncoding, number>> = {};
  for (const encoding of contentEncodings) {
    const compressed = await compress(content, encoding, "ahead");
    if (compressed === undefined) continue;
    await writeWhole(path + encodedEndings[encoding], compressed);
    encodings[encoding] = compressed.length;
  }
  return { integrity, size: content.length, encodings };
}

function unwritten({ integrity, size }: BuiltAsset): CollectedFile {
  return { integrity, size, encodings: {} };
}

async function deleteFile(folder: string, file: string, { encodings }: CollectedFile): Promise<void> {
  const endings = Object.keys(encodings).map((encoding) => encodedEndings[encoding as ContentEncoding]);
  for (const ending of ["", ...endings]) await rm(join(folder, file + ending), { force: true });
}

/** Under another name first: whoever reads meanwhile sees nothing, or all of it. */
async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.unfinished`;
  await writeFile(unfinished, content);
  await rename(unfinished, path);
}

async function copyWhole(from: string, to: string): Promise<void> {
  const unfinished = `${to}.${process.pid}.unfinished`;
  await copyFile(from, unfinished);
  await rename(unfinished, to);
}

function withoutNames(files: ReadonlyMap<string, CollectedFile>): Map<string, CollectedFile> {
  return new Map(
    [...files].map(([file, { integrity, size, encodings }]) => [file, { integrity, size, encodings }]),
  );
}

function report(
  entries: ReadonlyMap<string, ManifestEntry>,
  written: readonly string[],
  stale: readonly string[],
  clear: boolean,
): CollectReport {
  const names = [...entries.keys()].sort();
  const all = [...entries.values()];
  const isWritten = new Set(written);
  return {
    written: names.filter((name) => isWritten.has(name)),
    unchanged: names.filter((name) => !isWritten.has(name)),
    deleted: clear ? stale : [],
    kept: clear ? [] : stale,
    bytes: sum(all.map(({ size }) => size)),
    compressedBytes: sum(all.map(({ size, encodings }) => encodings.br ?? size)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Compressing is done by the thread pool: so many at a time keep all processors busy. */
async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
}
