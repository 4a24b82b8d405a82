import {
  type Column,
  type ColumnOptions,
  type CustomCodec,
  defineField,
  type ValueWrite,
} from "../../db/index.ts";
import type { UploadRules } from "../content/upload-rules.ts";
import { InvalidFileFieldError } from "../errors.ts";
import { fileFormField, pictureTypes } from "../forms/file-form-field.ts";
import type { StorageAlias } from "../storages.ts";
import { type FileTarget, StoredFile, StoredImage } from "./stored-file.ts";
import { type NameChoice, namer, type UploadTo } from "./upload-to.ts";

/** What a field for files can be told. */
export interface FileFieldOptions
  extends Omit<ColumnOptions<StoredFile>, "default" | "dbDefault" | "primaryKey">,
    UploadRules {
  /** Where its files are kept; in the storage `default` by default. */
  readonly storage?: StorageAlias;
  /** The folder in the storage, or what gives it for a row: `"covers/%Y/"`. The uppermost one by default. */
  // biome-ignore lint/suspicious/noExplicitAny: the row is of the model that the field will stand in
  readonly uploadTo?: UploadTo<any>;
  /** Names are made up by default; `"upload"` keeps what is safe of the visitor's. */
  readonly names?: NameChoice;
  /** Of the name in the column, folders included; 100 by default, as in Django. */
  readonly maxLength?: number;
}

export interface ImageFieldOptions extends FileFieldOptions {
  /** A field of integers that gets the width in pixels when the row is saved. */
  readonly widthField?: string;
  readonly heightField?: string;
}

/** The column that a file field's options make: what may be given is a stored file, or an upload. One that may be left out has none then. */
type FileColumn<Value, Options> = Options extends { readonly nullable: true }
  ? Column<Value, true, false, false, Value | File>
  : Options extends { readonly optional: true }
    ? Column<Value, false, true, false, Value | File>
    : Column<Value, false, false, false, Value | File>;

/** Nothing was written about a field. */
type NoOptions = Record<never, never>;

/**
 * A file, kept in a storage; the column holds its name (`varchar(100)`, as Django's `FileField`).
 *
 * @example
 * class Invoice extends Model({
 *   scan: storedFile({ storage: "private", uploadTo: "scans/%Y/", accept: ["application/pdf"], maxBytes: 10_000_000 }),
 * }) {}
 */
export function storedFile<const Options extends FileFieldOptions = NoOptions>(
  options?: Options,
): FileColumn<StoredFile, Options> {
  return build("file", StoredFile, options ?? {}) as FileColumn<StoredFile, Options>;
}

/**
 * A picture: PNG, JPEG, GIF, WebP or AVIF, told by what is in the file, of at most 50 million pixels unless
 * `maxPixels` says otherwise.
 *
 * @example
 * cover: storedImage({ uploadTo: "covers/", nullable: true, widthField: "coverWidth", heightField: "coverHeight" }),
 */
export function storedImage<const Options extends ImageFieldOptions = NoOptions>(
  options?: Options,
): FileColumn<StoredImage, Options> {
  return build("image", StoredImage, { accept: pictureTypes, ...options }) as FileColumn<
    StoredImage,
    Options
  >;
}

function build(name: "file" | "image", kind: typeof StoredFile, options: ImageFieldOptions): unknown {
  const { storage: alias = "default", uploadTo = "", names = "random", maxLength = 100 } = options;
  const { accept, maxBytes, maxPixels, maxFrames, widthField, heightField, ...rest } = options;
  const { storage: _storage, uploadTo: _uploadTo, names: _names, maxLength: _maxLength, ...column } = rest;
  if (!Number.isInteger(maxLength) || maxLength < 32 || maxLength > 1_024)
    throw new InvalidFileFieldError(
      `The maxLength of a file field is a whole number from 32 to 1024, and not ${maxLength}.`,
    );
  const rules = {
    ...(accept === undefined ? {} : { accept }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ...(maxPixels === undefined ? {} : { maxPixels }),
    ...(maxFrames === undefined ? {} : { maxFrames }),
  };
  const target: FileTarget = { alias, rules, maxLength, nameFor: namer({ uploadTo, names, maxLength }) };
  const codec: CustomCodec<StoredFile> = {
    name,
    columnType: `varchar(${maxLength})`,
    toDatabase: (file) => storedName(file),
    // Django writes an empty text where there is no file, whether or not the column may be NULL.
    fromDatabase: (stored) =>
      stored === "" && column.nullable ? (null as never) : new kind(String(stored), alias as StorageAlias),
    accept: (given) => acceptedFile(kind, alias, given),
    beforeWrite: (write) => storeFile(write, target, { widthField, heightField }),
    traits: {
      storageAlias: alias,
      formField: (info, given) => fileFormField({ kind: name, alias, rules }, info, given),
    },
  };
  // As in Django, an empty text stands for no file where the column can't be NULL.
  const none =
    column.optional && !column.nullable ? { default: () => new kind("", alias as StorageAlias) } : {};
  return defineField(codec)({ ...(column as object), ...none });
}

function storedName(file: StoredFile): string {
  if (file.upload === undefined) return file.name;
  throw new InvalidFileFieldError(
    `A file that isn't stored yet ("${file.upload.name}") can't be written by update(): save() its row, which stores the file first.`,
  );
}

/** A name alone is refused: it would be the easiest way to have a row show somebody else's file. */
function acceptedFile(kind: typeof StoredFile, alias: string, given: unknown): StoredFile | undefined {
  if (given instanceof kind && given.storageAlias === alias) return given;
  return given instanceof File ? kind.pending(given, alias) : undefined;
}

async function storeFile(
  { value: given, row, field }: ValueWrite<StoredFile>,
  target: FileTarget,
  { widthField, heightField }: Pick<ImageFieldOptions, "widthField" | "heightField">,
) {
  const values = row as Record<string, unknown>;
  // A property that was set by hand, row.cover = upload, is taken for what was meant.
  const value = given instanceof File ? (field.custom!.accept!(given) as StoredFile) : given;
  values[field.attribute] = value;
  const isNew = value?.upload !== undefined;
  const size = value instanceof StoredImage && isNew ? await value.dimensions() : undefined;
  const undo = await value?.commit(target, row);
  if (!isNew && value !== null) return undefined;
  const alsoWritten = [widthField, heightField].filter((name) => name !== undefined);
  if (widthField !== undefined) values[widthField] = size?.width ?? null;
  if (heightField !== undefined) values[heightField] = size?.height ?? null;
  return { alsoWritten, ...(undo === undefined ? {} : { undo }) };
}
