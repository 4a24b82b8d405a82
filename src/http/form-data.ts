import { Buffer } from "node:buffer";
import { BadRequestError, PayloadTooLargeError, UnsupportedMediaTypeError } from "./errors.ts";
import { parseHeaderParameters } from "./header-parameters.ts";
import { decodeBody } from "./request-body.ts";
import type { RequestLimits } from "./request-limits.ts";

const formTypes = ["application/x-www-form-urlencoded", "multipart/form-data"];

/** Parses the body of a form; both ways of sending one give the same `FormData`. */
export async function parseForm(
  body: Uint8Array,
  contentType: string,
  limits: RequestLimits,
): Promise<FormData> {
  const type = contentType.split(";", 1)[0]!.trim().toLowerCase();
  if (type === formTypes[0]) return parseUrlEncoded(decodeBody(body), limits);
  if (type === formTypes[1]) return parseMultipart(body, contentType, limits);
  if (type === "" && body.byteLength === 0) return new FormData();
  throw new UnsupportedMediaTypeError(type, formTypes);
}

const replacementCharacter = "\uFFFD";
const replacementBytes = Buffer.from(replacementCharacter);

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

async function parseMultipart(
  body: Uint8Array,
  contentType: string,
  limits: RequestLimits,
): Promise<FormData> {
  const boundary = parseHeaderParameters(contentType).parameters.get("boundary") ?? "";
  // RFC 2046: a boundary has at most 70 characters.
  if (boundary.length < 1 || boundary.length > 70) {
    throw new BadRequestError("The form's Content-Type has no boundary of 1 to 70 characters.");
  }
  const { default: busboy } = await import("busboy"); // with the first such form: starting up needs none
  const form = new FormData();
  const isOwnLetter = once(() => includesBytes(body));
  const parser = busboy({
    headers: { "content-type": contentType },
    defParamCharset: "utf8",
    limits: {
      // The whole body is in memory and within its limit: no part of it needs a second one.
      fieldSize: Number.POSITIVE_INFINITY,
      fieldNameSize: 1_000,
      fields: limits.maxFormFields,
      files: limits.maxFormFiles,
    },
  });
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => {
      parser.removeAllListeners().on("error", () => {}); // what comes after the first mistake is no news
      reject(error);
    };
    const malformed = (cause?: unknown) =>
      refuse(new BadRequestError("The form's body is malformed or ends too early.", { cause }));

    parser.on("field", (name, value, { nameTruncated }) => {
      if (name === undefined || nameTruncated) return malformed();
      if ((name + value).includes(replacementCharacter) && !isOwnLetter()) return refuse(notUtf8(name));
      form.append(name, value);
    });
    parser.on("file", (name, content, { filename, mimeType }) => {
      const chunks: Buffer[] = [];
      content.on("data", (chunk: Buffer) => chunks.push(chunk));
      content.on("error", malformed);
      content.on("close", () => {
        // A file field in which nothing was chosen is sent as an empty file without a name.
        if (!filename) return;
        form.append(name, new File(chunks as BlobPart[], filename, { type: mimeType }));
      });
    });
    parser.on("fieldsLimit", () => refuse(tooManyFields(limits)));
    parser.on("filesLimit", () => refuse(tooManyFiles(limits)));
    parser.on("error", malformed);
    parser.on("close", () => resolve(form));
    parser.end(body);
  });
}

/** An answer that is looked for at most once: there may be a thousand fields, and the body is long. */
function once(ask: () => boolean): () => boolean {
  let answer: boolean | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}

function includesBytes(body: Uint8Array): boolean {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes(replacementBytes);
}

function notUtf8(field: string): BadRequestError {
  return new BadRequestError(`The form's field ${JSON.stringify(field)} is not valid UTF-8.`);
}

function tooManyFields({ maxFormFields }: RequestLimits): PayloadTooLargeError {
  return new PayloadTooLargeError(`The form has more than the ${maxFormFields} fields accepted here.`);
}

function tooManyFiles({ maxFormFiles }: RequestLimits): PayloadTooLargeError {
  return new PayloadTooLargeError(`The form has more than the ${maxFormFiles} files accepted here.`);
}
