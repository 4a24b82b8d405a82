import type { FieldInfo } from "../../db/index.ts";
import { type AnyField, type Cleaned, Field, type FieldOptions, refused } from "../../forms/index.ts";
import { checkUpload, type UploadRules } from "../content/upload-rules.ts";
import { storedUploadOf } from "../direct/upload-token.ts";
import { StoredFile, StoredImage } from "../fields/stored-file.ts";
import { contradiction, fileWidget } from "./file-widget.ts";

/** What a form field for files can be told. */
export interface FileFormOptions extends FieldOptions<File>, UploadRules {}

type OrNull<Options, Value> = Options extends { readonly optional: true } ? Value | null : Value;

/**
 * A file that a visitor sends; `accept` and the limits are compared with what is in it, not with what it is called. The form must be sent with
 * `enctype="multipart/form-data"`.
 *
 * @example
 * form({ report: fileField({ accept: ["application/pdf"], maxBytes: 5_000_000 }) })
 */
export function fileField<const Options extends FileFormOptions = object>(
  options?: Options,
): Field<OrNull<Options, File>> {
  return uploadField(options ?? {}) as Field<OrNull<Options, File>>; // null is given only where the field is optional
}

/** The same for pictures: PNG, JPEG, GIF, WebP and AVIF, of at most 50 million pixels. */
export function imageField<const Options extends FileFormOptions = object>(
  options?: Options,
): Field<OrNull<Options, File>> {
  return uploadField({ accept: pictureTypes, ...options }) as Field<OrNull<Options, File>>;
}

export const pictureTypes: readonly string[] = [
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
];

function uploadField({
  accept,
  maxBytes,
  maxPixels,
  maxFrames,
  ...options
}: FileFormOptions): Field<File | null> {
  const rules: UploadRules = {
    ...(accept && { accept }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(maxPixels !== undefined && { maxPixels }),
    ...(maxFrames !== undefined && { maxFrames }),
  };
  return new Field<File | null>(
    {
      widget: fileWidget(),
      empty: null,
      show: (file) => (file === null ? null : `chosen: ${file.name}`),
      attributes: attributesOf(rules),
      parse: (entered) => (entered instanceof File ? checked(entered, rules, entered) : notSent()),
    },
    options as FieldOptions<File | null>,
  );
}

/** Of which field of a model a form field is. */
export interface FileFieldPlan {
  readonly kind: "file" | "image";
  readonly alias: string;
  readonly rules: UploadRules;
}

/** The form field for a file field of a model. Its value is a stored file, or one that will be stored with the row. */
export function fileFormField(
  plan: FileFieldPlan,
  info: FieldInfo,
  options: FieldOptions<StoredFile>,
): AnyField {
  const { alias, rules } = plan;
  const Kind = plan.kind === "image" ? StoredImage : StoredFile;
  const isOptional = info.nullable || info.optional;
  const parse = async (entered: string | readonly string[] | File): Promise<Cleaned<StoredFile | null>> => {
    if (entered === contradiction)
      return refused("contradiction", "Please either submit a file or check the clear checkbox, not both.");
    if (entered instanceof File) return checked(entered, rules, Kind.pending(entered, alias));
    const stored = typeof entered === "string" ? storedUploadOf(entered, alias, rules) : undefined;
    if (stored === undefined) return notSent();
    return "problems" in stored ? stored : { value: new Kind(stored.name, alias as never) }; // the column names it
  };
  return new Field<StoredFile | null>(
    {
      widget: fileWidget(),
      empty: info.nullable ? null : new Kind(""),
      keepsInitial: true,
      show: (file) => (file?.upload === undefined ? (file?.name ?? null) : `chosen: ${file.upload.name}`),
      attributes: { ...attributesOf(rules), "data-clearable": isOptional },
      parse,
    },
    { ...options, optional: isOptional } as FieldOptions<StoredFile | null>,
  );
}

function attributesOf({ accept }: UploadRules) {
  return { accept: accept?.join(",") };
}

async function checked<Value>(file: File, rules: UploadRules, value: Value): Promise<Cleaned<Value>> {
  const { problem } = await checkUpload(file, rules);
  return problem === undefined ? { value } : { problems: [problem] };
}

function notSent() {
  return refused("invalid", "No file was submitted. Check the encoding type on the form.");
}
