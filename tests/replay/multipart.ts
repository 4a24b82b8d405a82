import { openSocket, type RawAnswer } from "./raw-http.ts";
import type { Site } from "./site/running-site.ts";

/** One part of a multipart form, as it is sent. */
export interface Part {
  readonly name?: string;
  readonly fileName?: string;
  /** Lines of the part's head besides its Content-Disposition. */
  readonly head?: readonly string[];
  readonly content?: string | Uint8Array;
}

export const boundary = "replay-boundary";

/** The body of a form with these parts. */
export function multipartBody(parts: readonly Part[]): Buffer {
  const pieces = parts.flatMap((part) => [
    partHead(part),
    Buffer.from(part.content ?? "x"),
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

/** What stands in front of a part's content, the boundary included. */
export function partHead({ name = "file", fileName, head = [] }: Part): Buffer {
  const file = fileName === undefined ? "" : `; filename="${fileName}"`;
  const lines = [`--${boundary}`, `Content-Disposition: form-data; name="${name}"${file}`, ...head];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`);
}

/** Sends a body as a multipart form. */
export function sendForm(
  site: Site,
  target: string,
  body: string | Uint8Array,
  type = `multipart/form-data; boundary=${boundary}`,
): Promise<RawAnswer> {
  return site.send({ method: "POST", target, headers: { "Content-Type": type }, body });
}

/** Begins an upload, sends so many bytes of it and cuts the connection. */
export async function abortUpload(site: Site, target: string, bytes: number): Promise<void> {
  const socket = await openSocket(site.port);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write(
    `POST ${target} HTTP/1.1\r\nHost: ${site.host}\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${bytes * 2}\r\n\r\n`,
  );
  socket.write(partHead({ fileName: "a.bin" }));
  const chunk = Buffer.alloc(Math.min(bytes, 65_536), "x");
  for (let sent = 0; sent < bytes && !socket.destroyed; sent += chunk.length) {
    if (!socket.write(chunk))
      await Promise.race([closed, new Promise((resolve) => socket.once("drain", resolve))]);
  }
  socket.resetAndDestroy();
  await closed;
}
