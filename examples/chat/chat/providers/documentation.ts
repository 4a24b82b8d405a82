import { setTimeout as sleep } from "node:timers/promises";
import { linkPages } from "../markdown.ts";
import type { DocumentSection } from "../search/document.ts";
import type { Documentation } from "../search/documentation.ts";
import { passageOf, quoted } from "../search/passage.ts";
import type { AnswerOptions, AnswerProvider, ChatMessage } from "./provider.ts";

export interface DocumentationProviderOptions {
  /** The address of a page: `"/docs/routing/"`. */
  readonly linkTo: (page: string) => string;
  /** The address at which people enter a key of their own. */
  readonly settingsUrl: string;
  /** How long it takes to show an answer: the search itself is done at once. */
  readonly durationMs?: number;
}

const pieceCount = 60;

/**
 * Answers without a model: looks the question up in the documentation and quotes what fits best, with links. It says
 * what it is, and never writes a sentence about the matter itself.
 */
export class DocumentationProvider implements AnswerProvider {
  readonly label = "Documentation search";
  readonly #documentation: Documentation;
  readonly #options: DocumentationProviderOptions;

  constructor(documentation: Documentation, options: DocumentationProviderOptions) {
    this.#documentation = documentation;
    this.#options = options;
  }

  async *answer(messages: readonly ChatMessage[], { signal }: AnswerOptions): AsyncGenerator<string> {
    const question = messages.findLast(({ role }) => role === "user")?.content ?? "";
    const pieces = inPieces(this.#compose(question));
    const delayMs = (this.#options.durationMs ?? 1_500) / pieceCount;
    for (const piece of pieces) {
      yield piece;
      await sleep(delayMs, undefined, { signal });
    }
  }

  #compose(question: string): string {
    const hits = this.#documentation.index.search(question, 3);
    const best = hits[0];
    if (best === undefined) return this.#withoutHits();
    // A section far behind the best is about something else.
    const sections = hits.filter(({ score }) => score > best.score / 4).map(({ section }) => section);
    const passages = sections.map((section, rank) => this.#passage(section, rank === 0 ? 1_200 : 500));
    return ["This is what Quintet's documentation says:", ...passages, "---", this.#note()].join("\n\n");
  }

  #passage(section: DocumentSection, maxLength: number): string {
    const { linkTo } = this.#options;
    const name =
      section.heading === section.pageTitle ? section.heading : `${section.pageTitle} › ${section.heading}`;
    const address = `${linkTo(section.page)}${section.anchor === "" ? "" : `#${section.anchor}`}`;
    const body = quoted(passageOf(linkPages(section.body, this.#linkToKnown), maxLength));
    return `**[${name.replace(/[[\]]/g, "\\$&")}](${address})**\n\n${body}`;
  }

  readonly #linkToKnown = (page: string): string | undefined =>
    this.#documentation.page(page) && this.#options.linkTo(page);

  #withoutHits(): string {
    const { linkTo } = this.#options;
    const topics = this.#documentation.pages.map((page) => `- [${page.title}](${linkTo(page.slug)})`);
    const found =
      topics.length === 0
        ? "There is no documentation here that I could search."
        : `I found nothing about that in Quintet's documentation, and that is all I can search. Its topics are:\n\n${topics.join("\n")}`;
    return `${found}\n\n---\n\n${this.#note()}`;
  }

  #note(): string {
    return (
      "*No language model is configured, so these are passages found by searching, not a written answer.* " +
      "For answers by a model, start the app with `OPENAI_BASE_URL`, `OPENAI_API_KEY` and `OPENAI_MODEL` set, " +
      `or enter your own key in [Settings](${this.#options.settingsUrl}).`
    );
  }
}

/** Cuts a text into about sixty pieces, between words where that is possible. */
function inPieces(text: string): string[] {
  const length = Math.max(4, Math.ceil(text.length / pieceCount));
  return text.match(new RegExp(`[\\s\\S]{1,${length}}\\S{0,12}`, "g")) ?? [];
}
