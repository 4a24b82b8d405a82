/** How much of a request is read. What goes beyond is refused with 413, before it is kept. */
export interface RequestLimits {
  /** Bytes of a body, counted while they arrive; a `Content-Length` is never trusted. */
  readonly maxBodyBytes: number;
  /** Fields of a form, files not counted. */
  readonly maxFormFields: number;
  readonly maxFormFiles: number;
  /** Bytes of a form's fields together, files not counted: they are kept in memory. */
  readonly maxFieldBytes: number;
  /** Bytes of each file of a form. As many as `maxBodyBytes` allows, unless something is written. */
  readonly maxFileBytes: number;
  /** How deep lists and objects of a JSON body may stand in each other. */
  readonly maxJsonDepth: number;
  /** Keys of all objects of a JSON body together. */
  readonly maxJsonKeys: number;
}

export const defaultRequestLimits: RequestLimits = {
  maxBodyBytes: 2_621_440, // 2.5 MiB, as Django's DATA_UPLOAD_MAX_MEMORY_SIZE
  maxFormFields: 1_000,
  maxFormFiles: 100,
  maxFieldBytes: 2_621_440,
  maxFileBytes: Number.POSITIVE_INFINITY,
  maxJsonDepth: 64,
  maxJsonKeys: 10_000,
};
