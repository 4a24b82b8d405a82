/** What a site tells about its process, which no answer shows. */
export interface SiteFacts {
  readonly pid: number;
  /** Bytes, after a garbage collection. */
  readonly rss: number;
  readonly heapUsed: number;
  readonly openFiles: number;
  /** Paths below the folder for temporary files. */
  readonly temporaryFiles: readonly string[];
  readonly sessionRows: number;
  /** Names that stand on `Object.prototype` and others without belonging there. */
  readonly pollution: readonly string[];
  /** Handlers that are still at work. */
  readonly handlersAtWork: number;
  /** `"unhandledRejection"` and the like that reached the process. */
  readonly accidents: readonly string[];
  /** Names that uploads were given. */
  readonly stored: readonly string[];
}
