/** A template that a loader has found but not read. */
export interface Candidate {
  /** Where it stands, for people. Unique in an engine. */
  readonly origin: string;
  read(): string;
  /** Changes when the template changes, such as the time of its last change; never where that can't happen. */
  version(): number | undefined;
}

/** Finds templates by name. */
export interface Loader {
  /** All templates of that name, the preferred one first. */
  find(name: string): Iterable<Candidate>;
  /** Where a template of that name would be looked for, for the message when it isn't there. */
  places(name: string): readonly string[];
  /** All names, to find the one that was perhaps meant. */
  names(): Iterable<string>;
}
