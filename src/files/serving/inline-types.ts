/*
 * What the media host says of a file. A browser shows inline what can't run a script: pictures, sound, films, plain texts.
 * Everything else is saved, SVG, HTML and PDF as well; and what could be the script or the style sheet of a page gets no type at all,
 * so that `<script src="/media/…">` loads nothing. The first list is closed.
 */
const inlineTypes = new Set([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
  "image/bmp",
  "audio/mpeg",
  "audio/ogg",
  "audio/wav",
  "audio/webm",
  "audio/mp4",
  "audio/flac",
  "video/mp4",
  "video/webm",
  "video/ogg",
  "text/plain",
]);

/** Whether a browser may show such a file rather than save it. */
function isInlineType(contentType: string): boolean {
  return inlineTypes.has(essenceOf(contentType));
}

/** `Content-Disposition` of a file of such a type. */
export function dispositionFor(contentType: string): "inline" | "attachment" {
  return isInlineType(contentType) ? "inline" : "attachment";
}

/** The type that such a file is served with. */
export function servedType(contentType: string): string {
  const isPartOfPages =
    /^text\/(?:html|css)$|^application\/(?:xhtml\+xml|wasm)$|\/(?:.*\+)?xml$|(?:java|ecma|j|live)script|\/xslt?\b/;
  const essence = essenceOf(contentType);
  return isPartOfPages.test(essence) && essence !== "image/svg+xml"
    ? "application/octet-stream"
    : contentType;
}

function essenceOf(contentType: string): string {
  return contentType.split(";", 1)[0]!.trim().toLowerCase();
}
