import { logger } from "../core/index.ts";
import { decodeBody } from "./decode-body.ts";
import { UnsupportedMediaTypeError } from "./errors.ts";
import type { Request } from "./request.ts";
import type { RequestLimits } from "./request-limits.ts";
import { notUtf8, tooManyFields } from "./uploads/form-errors.ts";
import type { FormPart } from "./uploads/form-part.ts";
import type { MultipartReader } from "./uploads/multipart-reader.ts";
import { spillingUploads } from "./uploads/upload-handlers.ts";

const formTypes = ["application/x-www-form-urlencoded", "multipart/form-data"] as const;

/** Reads a form; both ways of sending one give the same `FormData`. */
export async function readForm(request: Request, multipart: () => MultipartReader): Promise<FormData> {
  const type = request.contentType;
  if (type === formTypes[0]) return parseUrlEncoded(decodeBody(await request.bytes()), request.limits);
  if (type === formTypes[1]) return collectParts(request, multipart());
  if (type === "" && (await request.bytes()).byteLength === 0) return new FormData();
  throw new UnsupportedMediaTypeError(type, formTypes);
}

/** The parts of a multipart form, as they arrive or as `form` has kept them. */
export async function* partsOf(
  request: Request,
  form: Promise<FormData> | undefined,
  multipart: () => MultipartReader,
): AsyncGenerator<FormPart> {
  if (form !== undefined) yield* entriesAsParts(request, await form);
  else if (request.contentType === formTypes[1]) yield* multipart().parts();
  else throw new UnsupportedMediaTypeError(request.contentType, [formTypes[1]]);
}

function* entriesAsParts(request: Request, form: FormData): Generator<FormPart> {
  for (const [field, value] of form) {
    if (typeof value === "string") yield { kind: "field", field, value };
    else {
      const { name: fileName, type: contentType } = value;
      yield { kind: "file", field, fileName, contentType, content: value.stream(), signal: request.signal };
    }
  }
}

const keepFile = spillingUploads();

/** Keeps each part. Where a later one makes the form worthless, what was kept of it before is undone. */
async function collectParts(request: Request, multipart: MultipartReader): Promise<FormData> {
  const form = new FormData();
  const keep = request.route?.options.uploads ?? keepFile;
  const undo: (() => void | Promise<void>)[] = [];
  try {
    for await (const part of multipart.parts()) {
      if (part.kind === "field") {
        form.append(part.field, part.value);
        continue;
      }
      const { kind, field, fileName, contentType, content, signal } = part;
      const ifRefused = (work: () => void | Promise<void>) => undo.push(work);
      const file = await keep({ kind, field, fileName, contentType, content, signal, request, ifRefused });
      if (file !== undefined) form.append(field, file);
    }
  } catch (error) {
    for (const work of undo.reverse()) await undone(request, work);
    throw error;
  }
  return form;
}

async function undone(request: Request, work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    logger("http").error(
      { err: error, requestId: request.id },
      "a file of a refused form could not be removed",
    );
  }
}

const replacementCharacter = "\uFFFD";

function parseUrlEncoded(text: string, limits: RequestLimits): FormData {
  // Before the text is parsed: a million fields take URLSearchParams many seconds.
  if (hasMoreFields(text, limits.maxFormFields)) throw tooManyFields(limits);
  const form = new FormData();
  const isOwnLetter = once(() => /%EF%BF%BD|\uFFFD/i.test(text));
  for (const [name, value] of new URLSearchParams(text)) {
    // Bytes that aren't UTF-8 become U+FFFD on the way; a U+FFFD that was sent as such is a letter like any other.
    if ((name + value).includes(replacementCharacter) && !isOwnLetter()) throw notUtf8(name);
    form.append(name, value);
  }
  return form;
}

/** Whether there are more than so many fields: pieces between "&" that hold anything. */
function hasMoreFields(text: string, most: number): boolean {
  let count = 0;
  for (let start = 0; start < text.length; ) {
    const next = text.indexOf("&", start);
    const end = next === -1 ? text.length : next;
    if (end > start && ++count > most) return true;
    start = end + 1;
  }
  return false;
}

/** An answer that is looked for at most once: there may be a thousand fields, and the body is long. */
function once(ask: () => boolean): () => boolean {
  let answer: boolean | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
