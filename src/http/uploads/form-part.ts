/** A text field of a multipart form. */
export interface FieldPart {
  readonly kind: "field";
  /** The field's name in the form. */
  readonly field: string;
  readonly value: string;
}

/** A file of a multipart form, while it arrives. */
export interface FilePart {
  readonly kind: "file";
  /** The field's name in the form. */
  readonly field: string;
  /** What the visitor calls the file: the last part of a path, on one line, of at most 255 bytes. Not a name to save it under. */
  readonly fileName: string;
  /** What the client says it is, in lower case. Nobody has looked. */
  readonly contentType: string;
  /**
   * The file's bytes, for one reader. The next ones are taken from the connection when they are asked for; what isn't
   * read is skipped. Throws where the file is too large, its form is malformed, or the client has left.
   */
  readonly content: AsyncIterable<Uint8Array>;
  /** Aborts when the client leaves. */
  readonly signal: AbortSignal;
}

/** What a multipart form consists of. */
export type FormPart = FieldPart | FilePart;
