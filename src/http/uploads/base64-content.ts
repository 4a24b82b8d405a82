import { malformedForm } from "./form-errors.ts";

/** The bytes of a part that was sent as `Content-Transfer-Encoding: base64`, decoded as they come. */
export async function* decodeBase64(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new Base64Decoder();
  for await (const chunk of content) {
    const bytes = decoder.decode(
      Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1"),
    );
    if (bytes.byteLength > 0) yield bytes;
  }
  decoder.end();
}

/** The text of a field that was sent so. */
export function decodeBase64Text(text: string): Buffer {
  const decoder = new Base64Decoder();
  const bytes = decoder.decode(text);
  decoder.end();
  return bytes;
}

const base64Pattern = /^[A-Za-z0-9+/]*={0,2}$/;

/** Keeps what isn't a group of four letters yet. Anything that is no base64 is refused, rather than passed over. */
class Base64Decoder {
  #rest = "";
  #isPadded = false;

  decode(text: string): Buffer {
    const isUnbroken = base64Pattern.test(text); // most are, and need no copy
    const letters = this.#rest + (isUnbroken ? text : text.replaceAll(/[\r\n\t ]/g, ""));
    const end = letters.length - (letters.length % 4);
    const groups = end === letters.length ? letters : letters.slice(0, end);
    this.#rest = letters.slice(end);
    if (groups === "") return Buffer.alloc(0);
    if (this.#isPadded || (!isUnbroken && !base64Pattern.test(groups))) throw notBase64();
    this.#isPadded = groups.endsWith("=");
    return Buffer.from(groups, "base64");
  }

  end(): void {
    if (this.#rest !== "") throw notBase64();
  }
}

function notBase64(): Error {
  return malformedForm("A part that is announced as base64 is none");
}
