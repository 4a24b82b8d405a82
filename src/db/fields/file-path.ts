import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Choice, type ColumnFor, describeColumn, type NoOptions } from "./column.ts";
import type { TextOptions } from "./text-fields.ts";

export interface FilePathOptions extends Omit<TextOptions, "choices"> {
  /** The folder, or a function that gives it: what differs from machine to machine. */
  readonly path: string | (() => string);
  /** Only names that fit. */
  readonly match?: RegExp;
  /** Also what is in folders below. */
  readonly recursive?: boolean;
  /** Whether files are listed; true by default. */
  readonly files?: boolean;
  /** Whether folders are listed; false by default. */
  readonly folders?: boolean;
}

/** The path of one of the files in a folder, which is read each time that the choices are asked for. */
export function filePath<const Options extends FilePathOptions>(
  options: Options,
): ColumnFor<string, Options & NoOptions> {
  const { path, match, recursive, files, folders, ...rest } = options as FilePathOptions;
  const choices = () => listPaths({ path, match, recursive, files, folders });
  return describeColumn("string", { maxLength: 100 }, rest, { choices });
}

function listPaths(
  wanted: Pick<Partial<FilePathOptions>, "match" | "recursive" | "files" | "folders"> & {
    path: FilePathOptions["path"];
  },
): Choice[] {
  const { match, recursive = false, files = true, folders = false } = wanted;
  const root = typeof wanted.path === "function" ? wanted.path() : wanted.path;
  return readdirSync(root, { withFileTypes: true, recursive })
    .filter(
      (entry) => (entry.isDirectory() ? folders : files) && (match === undefined || match.test(entry.name)),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((value) => ({ value, label: value.slice(root.length).replace(/^[/\\]/, "") }));
}
