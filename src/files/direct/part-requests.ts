import type { Request } from "../../http/index.ts";
import type { Storage } from "../storage.ts";
import type { DirectFile, DirectRequest } from "../storage-backend.ts";
import { localPartBytes } from "./local-parts.ts";
import type { Tickets } from "./ticket.ts";

/** How a browser sends the bytes from `start` to `end`, which is not part of it any more, as in `file.slice(start, end)`. */
export interface PartRequest extends DirectRequest {
  readonly start: number;
  readonly end: number;
}

/** What a browser has to send, and where to: to the storage, or to the app where that can't take it. */
export async function partRequests(
  request: Request,
  into: Storage,
  tickets: Tickets,
  id: string,
  file: DirectFile,
): Promise<{ readonly uploadId: string | undefined; readonly parts: readonly PartRequest[] }> {
  const { direct } = into;
  const { size } = file;
  if (direct !== undefined && size <= direct.partBytes)
    return { uploadId: undefined, parts: [{ ...(await direct.single(file)), start: 0, end: size }] };
  const uploadId = direct === undefined ? undefined : await direct.begin(file);
  const partBytes = direct?.partBytes ?? localPartBytes;
  const parts: PartRequest[] = [];
  for (let start = 0; start < size; start += partBytes) {
    const end = Math.min(size, start + partBytes);
    const number = parts.length + 1;
    const sent =
      direct === undefined || uploadId === undefined
        ? toApp(request, tickets.signPart({ id, number, bytes: end - start }))
        : await direct.part(file, uploadId, number, end - start);
    parts.push({ ...sent, start, end });
  }
  return { uploadId, parts };
}

/** The route for parts stands beside the one that this request came to. */
function toApp(request: Request, signed: string): DirectRequest {
  const url = `${request.url.pathname}part/?${new URLSearchParams({ part: signed })}`;
  return { method: "PUT", url, headers: { "content-type": "application/octet-stream" } };
}
