/** Removes the listener again. */
export type Unsubscribe = () => void;

export type Listener<Payload> = (payload: Payload) => void | Promise<void>;

/**
 * Something that happens and that others may want to know. Listeners run one after the other, in the order in which
 * they were added; the first one that throws ends the emission, and the error reaches the emitter.
 *
 * @example
 * export const loggedIn = defineEvent<{ user: User }>("auth.logged-in");
 * loggedIn.on(({ user }) => audit(user));
 * await loggedIn.emit({ user });
 */
export class AppEvent<Payload> {
  readonly name: string;
  readonly #listeners = new Set<Listener<Payload>>();

  constructor(name: string) {
    this.name = name;
  }

  /** Calls `listener` at each emission from now on. */
  on(listener: Listener<Payload>): Unsubscribe {
    const entry: Listener<Payload> = (payload) => listener(payload);
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  /** Whether anybody listens: where nobody does, there is nothing to prepare. */
  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  /** Tells all listeners, and waits for them. */
  async emit(payload: Payload): Promise<void> {
    for (const listener of [...this.#listeners]) await listener(payload);
  }
}

/** Makes an event. Its name is `part.what-happened`. */
export function defineEvent<Payload>(name: string): AppEvent<Payload> {
  return new AppEvent(name);
}
