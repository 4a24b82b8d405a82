import { BadSignatureError, SignatureExpiredError, signObject, unsignObject } from "../../crypto/index.ts";
import { BadRequestError, ForbiddenError } from "../../http/index.ts";

/** Where files lie that were sent, and not looked into yet. */
export const pendingFolder = "_pending";

/** A permission to send one file: of this size, by this person, for this purpose. */
export interface Ticket {
  readonly id: string;
  readonly owner: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly size: number;
  readonly partCount: number;
  /** Of a storage that collects the parts itself. */
  readonly uploadId: string | undefined;
}

/** A permission to send one part to the app. */
export interface PartTicket {
  readonly id: string;
  readonly number: number;
  readonly bytes: number;
}

/** Signs tickets, each for one purpose: what was signed for avatars opens nothing for invoices. */
export class Tickets {
  readonly #purpose: string;
  readonly #expiresInSeconds: number;

  constructor(purpose: string, expiresInSeconds: number) {
    this.#purpose = purpose;
    this.#expiresInSeconds = expiresInSeconds;
  }

  sign(ticket: Ticket): string {
    return signObject(ticket, { salt: `quintet.files.direct:${this.#purpose}` });
  }

  signPart(part: PartTicket): string {
    return signObject(part, { salt: `quintet.files.part:${this.#purpose}` });
  }

  /** @throws {@link ForbiddenError} {@link BadRequestError} */
  open(signed: unknown, owner: string): Ticket {
    // What was sent in time may be confirmed a little later.
    const ticket = this.#unsign(signed, "direct", this.#expiresInSeconds + 3_600) as Ticket; // what sign() signed
    if (ticket.owner !== owner) throw new ForbiddenError("This upload was begun by somebody else.");
    return ticket;
  }

  openPart(signed: unknown): PartTicket {
    return this.#unsign(signed, "part", this.#expiresInSeconds) as PartTicket; // what signPart() signed
  }

  #unsign(signed: unknown, kind: "direct" | "part", maxAgeSeconds: number): unknown {
    if (typeof signed !== "string") throw new BadRequestError("There is no ticket.");
    try {
      return unsignObject(signed, { salt: `quintet.files.${kind}:${this.#purpose}`, maxAgeSeconds });
    } catch (error) {
      if (error instanceof SignatureExpiredError)
        throw new ForbiddenError("The time for this upload is over. Begin it again.");
      if (error instanceof BadSignatureError)
        throw new ForbiddenError("This is no ticket for an upload here.");
      throw error;
    }
  }
}

/** Where the whole of a file lies until it was looked into. */
export function pendingName(id: string): string {
  return `${pendingFolder}/${id}`;
}

/** Where a part lies that was sent to the app. */
export function partName(id: string, number: number): string {
  return `${pendingFolder}/${id}.${number}`;
}
