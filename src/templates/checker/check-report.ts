import type { Position } from "../source.ts";
import { diagnosticAt, type Finding, type TemplateDiagnostic } from "./diagnostic.ts";

interface Entry {
  readonly position: Position;
  readonly finding: Finding;
  /** The declared templates with which it was found. */
  readonly pages: Set<string>;
}

/** Collects findings. A parent or an include is checked with each page that uses it, and its mistakes are told once. */
export class CheckReport {
  readonly #found = new Map<string, Entry>();

  /** @param page - The template that was being checked. */
  add(position: Position, finding: Finding, page: string): void {
    const key = `${position.source.origin}\0${position.start}\0${finding.message}`;
    const entry = this.#found.get(key) ?? { position, finding, pages: new Set() };
    entry.pages.add(page);
    this.#found.set(key, entry);
  }

  /** By file, and in it from top to bottom. */
  sorted(): TemplateDiagnostic[] {
    return [...this.#found.values()]
      .map((entry) => diagnosticAt(entry.position, withPages(entry)))
      .sort(
        (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
      );
  }
}

/** What is wrong in a parent or an include is often only wrong with the variables of one page. */
function withPages({ position, finding, pages }: Entry): Finding {
  const [first = "", ...others] = pages;
  if (pages.has(position.source.name) || !finding.dependsOnPage) return finding;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return { ...finding, message: `${finding.message} (with the variables of "${first}"${more})` };
}
