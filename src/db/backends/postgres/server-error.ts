import { zeroEnded } from "./message-reader.ts";

/** An error as PostgreSQL tells it. Its `code` is one of "Appendix A" of the manual. */
export class ServerError extends Error {
  readonly severity: string;
  readonly code: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly schema: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
  readonly constraint: string | undefined;
  /** Where in the statement, in characters from 1. */
  readonly position: number | undefined;

  /** Whether the server ends the connection with it. */
  get endsConnection(): boolean {
    return this.severity === "FATAL" || this.severity === "PANIC";
  }

  constructor(fields: ReadonlyMap<string, string>) {
    super(fields.get("M") ?? "unknown error");
    this.severity = fields.get("V") ?? fields.get("S") ?? "ERROR";
    this.code = fields.get("C") ?? "XX000";
    this.detail = fields.get("D");
    this.hint = fields.get("H");
    this.schema = fields.get("s");
    this.table = fields.get("t");
    this.column = fields.get("c");
    this.constraint = fields.get("n");
    const position = fields.get("P");
    this.position = position === undefined ? undefined : Number(position);
  }
}

/** Reads an ErrorResponse: a letter and a text for each thing that is said, and a zero at the end. */
export function readServerError(data: Buffer, start: number, end: number): ServerError {
  const fields = new Map<string, string>();
  for (let at = start; at < end && data[at] !== 0; ) {
    const field = zeroEnded(data, at + 1, end);
    fields.set(String.fromCharCode(data[at]!), field.text); // the message is complete
    at = field.end + 1;
  }
  return new ServerError(fields);
}
