import type { ByteSource } from "./byte-source.ts";
import { type ImageInfo, readImageInfo } from "./image-info.ts";

/*
 * What a file is, by what is in it. Its name has a say only among kinds that look the same from outside: a spreadsheet and an archive are both
 * ZIP, a table and a letter are both text. A small table of our own rather than a package: a dozen signatures at fixed places are all that is compared,
 * so no file, however made, has anything to work on.
 */

/** What was found out about a file. */
export interface ContentInfo {
  readonly contentType: string;
  /** The ending that a name of such a file has, without a dot. */
  readonly ending: string;
  readonly image: ImageInfo | undefined;
}

/** The endings of each type, the usual one first. */
const endings: Readonly<Record<string, readonly string[]>> = {
  "image/png": ["png"],
  "image/jpeg": ["jpg", "jpeg"],
  "image/gif": ["gif"],
  "image/webp": ["webp"],
  "image/avif": ["avif"],
  "image/bmp": ["bmp"],
  "image/svg+xml": ["svg"],
  "image/tiff": ["tiff", "tif"],
  "image/heic": ["heic", "heif"],
  "application/pdf": ["pdf"],
  "application/gzip": ["gz", "tgz"],
  "application/x-7z-compressed": ["7z"],
  "application/vnd.rar": ["rar"],
  "application/wasm": ["wasm"],
  "application/x-msdownload": ["exe", "dll"],
  "application/x-elf": ["elf"],
  "text/html": ["html", "htm"],
  "application/xml": ["xml"],
  "audio/mpeg": ["mp3"],
  "audio/ogg": ["ogg", "oga", "opus"],
  "audio/wav": ["wav"],
  "audio/flac": ["flac"],
  "video/mp4": ["mp4", "m4v", "mov", "m4a"],
  "video/webm": ["webm", "mkv"],
  "font/woff": ["woff"],
  "font/woff2": ["woff2"],
};

/** Kinds that look alike from outside, told apart by the ending; the first where it is none of them. */
const families: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  zip: {
    zip: "application/zip",
    docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    odt: "application/vnd.oasis.opendocument.text",
    ods: "application/vnd.oasis.opendocument.spreadsheet",
    odp: "application/vnd.oasis.opendocument.presentation",
    epub: "application/epub+zip",
  },
  ole: {
    doc: "application/msword",
    xls: "application/vnd.ms-excel",
    ppt: "application/vnd.ms-powerpoint",
  },
  text: {
    txt: "text/plain",
    csv: "text/csv",
    tsv: "text/tab-separated-values",
    md: "text/markdown",
    json: "application/json",
    ics: "text/calendar",
    vcf: "text/vcard",
  },
};

type Signature = readonly [type: string, offset: number, bytes: string];
const signatures: readonly Signature[] = [
  ["application/pdf", 0, "%PDF-"],
  ["zip", 0, "PK\x03\x04"],
  ["zip", 0, "PK\x05\x06"],
  ["ole", 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
  ["application/gzip", 0, "\x1f\x8b"],
  ["application/x-7z-compressed", 0, "7z\xbc\xaf\x27\x1c"],
  ["application/vnd.rar", 0, "Rar!\x1a\x07"],
  ["application/wasm", 0, "\0asm"],
  ["application/x-elf", 0, "\x7fELF"],
  ["application/x-msdownload", 0, "MZ"],
  ["image/tiff", 0, "II*\0"],
  ["image/tiff", 0, "MM\0*"],
  ["audio/mpeg", 0, "ID3"],
  ["audio/mpeg", 0, "\xff\xfb"],
  ["audio/mpeg", 0, "\xff\xf3"],
  ["audio/ogg", 0, "OggS"],
  ["audio/flac", 0, "fLaC"],
  ["audio/wav", 8, "WAVE"],
  ["video/webm", 0, "\x1a\x45\xdf\xa3"],
  ["image/heic", 4, "ftyphei"],
  ["image/heic", 4, "ftypmif1"],
  ["video/mp4", 4, "ftyp"],
  ["font/woff", 0, "wOFF"],
  ["font/woff2", 0, "wOF2"],
];

// As far as browsers look for the beginning of a page (WHATWG MIME Sniffing), and some more.
const lookedAtBytes = 4_096;

/** Finds out what a file is. */
export async function readContentInfo(source: ByteSource, fileName: string): Promise<ContentInfo> {
  const image = await readImageInfo(source);
  if (image !== undefined) return { ...named(image.contentType, fileName), image };
  const start = await source.read(0, lookedAtBytes);
  return { ...named(kindOf(start), fileName), image: undefined };
}

function kindOf(start: Buffer): string {
  const text = start.toString("latin1");
  const found = signatures.find(([, offset, bytes]) => text.startsWith(bytes, offset));
  if (found !== undefined) return found[0];
  return isText(start) ? (markupIn(text) ?? "text") : "application/octet-stream";
}

/** Whether a browser could take a text for a page or a drawing, wherever in the beginning its first tag stands. */
function markupIn(text: string): string | undefined {
  if (/<svg[\s>/]/i.test(text)) return "image/svg+xml";
  if (
    /<(?:!doctype|html|head|body|script|iframe|style|title|meta|a|img|div|p|table|h1|br|font|b)[\s>/]/i.test(
      text,
    )
  )
    return "text/html";
  return /^(?:\xef\xbb\xbf)?\s*<\?xml[\s?]/.test(text) ? "application/xml" : undefined;
}

function isText(start: Buffer): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: texts have none of them
  if (/[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(start.toString("latin1"))) return false;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    decoder.decode(start, { stream: true }); // a letter may be cut in two at the end
    return true;
  } catch {
    return false;
  }
}

function named(kind: string, fileName: string): { contentType: string; ending: string } {
  const ending = endingOf(fileName);
  const family = families[kind];
  if (family !== undefined) {
    const known = Object.hasOwn(family, ending) ? ending : Object.keys(family)[0]!;
    return { contentType: family[known]!, ending: known };
  }
  const own = endings[kind];
  if (own !== undefined) return { contentType: kind, ending: own.includes(ending) ? ending : own[0]! };
  // Nothing known: the ending stays unless it promises something known.
  const isPromise =
    ending === "" ||
    Object.values(endings).some((list) => list.includes(ending)) ||
    Object.values(families).some((list) => Object.hasOwn(list, ending));
  return { contentType: kind, ending: isPromise ? "bin" : ending };
}

/** The ending of a name in lower case, without its dot; `""` where it has none, or one that is no common one. */
function endingOf(name: string): string {
  return /[^/]\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? "";
}
