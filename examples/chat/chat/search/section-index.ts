import { DatabaseSync } from "node:sqlite";
import type { DocumentSection } from "./document.ts";
import { questionTerms } from "./question-terms.ts";

// Of four words one may be found anywhere: that is chance, not an answer.
const minShare = 0.3;

// Pages that speak of everything in a few words each have every word, and explain none.
const overviews = new Set(["readme", "errors", "architecture", "demo"]);

export interface SectionHit {
  readonly section: DocumentSection;
  readonly score: number;
}

/**
 * A full-text index over sections, in an SQLite database in memory (FTS5). A word of a question finds other forms of it
 * (the stemmer) and longer words that begin with it. Ranking: BM25, where a word in a heading weighs more than one in
 * the text; then sections that have few of the question's words are put back, so that one rare word doesn't win against
 * a section about the whole question.
 */
export class SectionIndex {
  readonly #sections: readonly DocumentSection[];
  readonly #database = new DatabaseSync(":memory:");

  constructor(sections: readonly DocumentSection[]) {
    this.#sections = sections;
    this.#database.exec(
      "create virtual table sections using fts5(page, heading, body, tokenize = 'porter unicode61')",
    );
    const insert = this.#database.prepare(
      "insert into sections (rowid, page, heading, body) values (?, ?, ?, ?)",
    );
    this.#database.exec("begin");
    sections.forEach((section, position) => {
      insert.run(position, section.pageTitle, section.heading, section.body);
    });
    this.#database.exec("commit");
  }

  /** The sections that fit a question best, the best first. */
  search(question: string, limit: number): SectionHit[] {
    const terms = questionTerms(question).map(matchExpression);
    if (terms.length === 0) return [];
    const found = this.#database
      .prepare(
        "select rowid, -bm25(sections, 3.0, 6.0, 1.0) as score from sections where sections match ? order by score desc limit 50",
      )
      .all(terms.join(" OR ")) as { rowid: number; score: number }[];
    const matched = this.#countMatches(terms);
    return found
      .map(({ rowid, score }) => {
        const section = this.#sections[rowid]!;
        const share = (matched.get(rowid) ?? 1) / terms.length;
        return { section, share, score: score * share * share * weightOf(section) };
      })
      .filter(({ share }) => share >= minShare)
      .sort((one, other) => other.score - one.score)
      .slice(0, limit);
  }

  close(): void {
    this.#database.close();
  }

  /** How many of the terms each section has. */
  #countMatches(terms: readonly string[]): Map<number, number> {
    const counts = new Map<number, number>();
    const statement = this.#database.prepare("select rowid from sections where sections match ?");
    for (const term of terms) {
      for (const { rowid } of statement.all(term) as { rowid: number }[]) {
        counts.set(rowid, (counts.get(rowid) ?? 0) + 1);
      }
    }
    return counts;
  }
}

function weightOf({ page, heading }: DocumentSection): number {
  return overviews.has(page) || heading === "Errors" ? 0.4 : 1;
}

/** One word under all its names, in FTS5's query language: `("view"* OR "handler"*)`. */
function matchExpression(names: readonly string[]): string {
  // Short words are looked for as they are: "db" would find nothing more, "id" would find "idea".
  const words = names.map((name) => `"${name.replaceAll('"', '""')}"${name.length > 3 ? "*" : ""}`);
  return `(${words.join(" OR ")})`;
}
