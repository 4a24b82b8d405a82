/** A template that a loader has found but not read. */
export interface Candidate {
  /** Where it stands, for people: a path, for instance. */
  readonly origin: string;
  /** Its text. Read once, unless its version changes. */
  read(): string;
  /** Changes when the template changes, such as the time of its last change. Left out where that can't happen. */
  version?(): number | undefined;
}

/**
 * Finds templates by name. Only `find` is needed; the others make better messages.
 *
 * @example
 * const loader: Loader = {
 *   *find(name) {
 *     const text = texts.get(name);
 *     if (text !== undefined) yield { origin: `texts:${name}`, read: () => text };
 *   },
 * };
 */
export interface Loader {
  /** All templates of that name, the preferred one first. */
  find(name: string): Iterable<Candidate>;
  /** Where a template of that name would be looked for, for the message when it isn't there. */
  places?(name: string): readonly string[];
  /** All names, to find the one that was perhaps meant. */
  names?(): Iterable<string>;
}
