/** How far an operation that goes through rows has come; it notes it as JSON. */
export interface RowsDone {
  readonly rows: number;
  /** All that there were when it was begun, or went on. */
  readonly of: number;
}

/** What an operation that takes several steps remembers of them. */
export interface StepNotes {
  /** What was noted last; `undefined` at the beginning. */
  read(): Promise<string | undefined>;
  /** Notes how far it has come. In the same transaction as the step, so that the two never disagree. */
  write(note: string): Promise<void>;
}
