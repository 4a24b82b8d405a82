import type { ServerSentEvent } from "../http/index.ts";

/** What open pages are told: reload, or load the style sheets anew. */
export type PageChange = "page" | "style";

/** Everybody who listens for changes: open pages, each over a connection of its own. */
export class ReloadEvents {
  readonly #life: string;
  readonly #listeners = new Set<(change: PageChange | "end") => void>();

  /** @param life - What serves now. A page that came from an earlier one reloads. */
  constructor(life: string) {
    this.#life = life;
  }

  /** Tells everybody of a change. */
  announce(change: PageChange): void {
    for (const tell of [...this.#listeners]) tell(change);
  }

  /** Ends all connections. Pages then ask whatever serves next. */
  end(): void {
    for (const tell of [...this.#listeners]) tell("end");
  }

  /** The events for one page. It comes back 100 ms after a connection has ended. */
  async *events(): AsyncGenerator<ServerSentEvent> {
    let news = Promise.withResolvers<PageChange | "end">();
    const tell = (change: PageChange | "end") => news.resolve(change);
    this.#listeners.add(tell);
    try {
      yield { event: "life", data: this.#life, retry: 100 };
      for (;;) {
        const change = await news.promise;
        if (change === "end") return;
        news = Promise.withResolvers();
        yield { event: change, data: "" };
      }
    } finally {
      this.#listeners.delete(tell);
    }
  }
}
