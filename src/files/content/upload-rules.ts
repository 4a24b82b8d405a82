import { type FieldProblem, problem } from "../../forms/index.ts";
import { type ByteSource, blobSource } from "./byte-source.ts";
import { type ContentInfo, readContentInfo } from "./content-type.ts";

/** What an uploaded file has to be. */
export interface UploadRules {
  /** Types, by what is in the file: `["image/*", "application/pdf"]`. Anything by default. `image/*` doesn't include SVG. */
  readonly accept?: readonly string[];
  /** The most bytes of one file. What a whole request may have is said by the route's `limits`. */
  readonly maxBytes?: number;
  /** Of pictures: width × height, 50 million by default. Read from the header, before anything is decoded. */
  readonly maxPixels?: number;
  /** Of pictures that move: 500 by default. */
  readonly maxFrames?: number;
}

/** What is in a file, and what is wrong with that. */
export interface CheckedUpload {
  readonly info: ContentInfo;
  readonly problem: FieldProblem | undefined;
}

const defaultMaxPixels = 50_000_000; // a large camera's picture; 200 MB decoded
const defaultMaxFrames = 500;

const checked = new WeakMap<Blob, ContentInfo>();

/** Looks into an uploaded file. It is read once, whoever asks. */
export async function checkUpload(file: File, rules: UploadRules): Promise<CheckedUpload> {
  let info = checked.get(file);
  if (info === undefined) {
    info = await readContentInfo(blobSource(file), file.name);
    checked.set(file, info);
  }
  return { info, problem: problemWith(info, file.size, rules) };
}

/** The same for bytes that lie elsewhere. */
export async function checkSource(
  source: ByteSource,
  fileName: string,
  rules: UploadRules,
): Promise<CheckedUpload> {
  const info = await readContentInfo(source, fileName);
  return { info, problem: problemWith(info, source.size, rules) };
}

/** What is wrong with a file of which this was found out. */
export function problemWith(info: ContentInfo, size: number, rules: UploadRules): FieldProblem | undefined {
  if (size === 0) return problem("empty", "The submitted file is empty.");
  const { maxBytes = Number.POSITIVE_INFINITY, accept } = rules;
  if (size > maxBytes)
    return problem("max_size", `The file is larger than the ${sizeText(maxBytes)} that are accepted.`, {
      limit: maxBytes,
      size,
    });
  if (accept !== undefined && !accept.some((pattern) => isOfType(info.contentType, pattern)))
    return problem("invalid_type", `This kind of file is not accepted. Accepted: ${accept.join(", ")}.`, {
      type: info.contentType,
      accept,
    });
  return info.image === undefined ? undefined : pictureProblem(info.image, rules);
}

function pictureProblem(
  { width, height, frames }: NonNullable<ContentInfo["image"]>,
  { maxPixels = defaultMaxPixels, maxFrames = defaultMaxFrames }: UploadRules,
): FieldProblem | undefined {
  if (width * height > maxPixels)
    return problem(
      "max_pixels",
      `The picture is too large: ${width} × ${height} pixels, and at most ${Math.floor(maxPixels / 1e4) / 100} million are accepted.`,
      { limit: maxPixels, width, height },
    );
  if (frames > maxFrames)
    return problem("max_frames", `The picture has ${frames} frames, and at most ${maxFrames} are accepted.`, {
      limit: maxFrames,
      frames,
    });
  return undefined;
}

/** `image/*` is any picture but SVG, which may hold scripts and has to be named. */
function isOfType(contentType: string, pattern: string): boolean {
  if (!pattern.endsWith("/*")) return contentType === pattern;
  return contentType.startsWith(pattern.slice(0, -1)) && contentType !== "image/svg+xml";
}

/** `"2.5 MB"`. */
function sizeText(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(1_024)));
  return `${Math.round((bytes / 1_024 ** step) * 10) / 10} ${units[step]}`;
}
