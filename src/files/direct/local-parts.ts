import { BadRequestError, type Request, Response } from "../../http/index.ts";
import type { Storage } from "../storage.ts";
import { partName, type Tickets } from "./ticket.ts";

/** Of how many bytes a part is that the app takes itself. */
export const localPartBytes = 8_388_608;

/** Takes one part, of exactly the bytes that its ticket says. Sent again, it replaces itself. */
export async function receivePart(request: Request, tickets: Tickets, into: Storage): Promise<Response> {
  const { id, number, bytes } = tickets.openPart(request.query.get("part"));
  const name = partName(id, number);
  await into.save(name, exactly(request.stream() as unknown as AsyncIterable<Uint8Array>, bytes), {
    whenTaken: "overwrite",
    contentType: "application/octet-stream",
  });
  return new Response(null, { status: 204, headers: { etag: `"${number}-${bytes}"` } });
}

async function* exactly(chunks: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  const wrong = () => new BadRequestError(`This part has ${bytes} bytes, and others arrived.`);
  let count = 0;
  for await (const chunk of chunks) {
    count += chunk.byteLength;
    if (count > bytes) throw wrong();
    yield chunk;
  }
  if (count !== bytes) throw wrong();
}

export interface SentParts {
  /** The bytes of all parts, in their order. */
  content(): AsyncIterable<Uint8Array>;
  remove(): Promise<void>;
}

/** The parts of a file, where all of them have arrived. */
export async function sentParts(into: Storage, id: string, count: number): Promise<SentParts | undefined> {
  const names = Array.from({ length: count }, (_, index) => partName(id, index + 1));
  for (const name of names) if (!(await into.exists(name))) return undefined;
  return {
    async *content() {
      for (const name of names) yield* await into.open(name);
    },
    async remove() {
      for (const name of names) await into.delete(name);
    },
  };
}
