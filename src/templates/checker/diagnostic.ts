import { lineAndColumn, type Position, snippet } from "../source.ts";

/** One mistake that the checker found, where an editor can show it. Lines and columns are counted from 1. */
export interface TemplateDiagnostic {
  /** The template's name, such as `"shop/list.html"`; for a mistake in a TypeScript file, its path in the project. */
  readonly name: string;
  /** The file. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where it ends: the column behind the last character. */
  readonly endLine: number;
  readonly endColumn: number;
  /** Stable, such as `"templates.unknown-member"`. */
  readonly code: string;
  readonly severity: "error" | "warning";
  /** What is wrong, and what was perhaps meant, in a sentence or two. */
  readonly message: string;
  /** The line of the file with a mark below the place. */
  readonly snippet: string;
}

/** What a diagnostic says, without its place. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly severity?: "error" | "warning";
  /** Whether it depends on the variables with which a template is rendered. */
  readonly dependsOnPage?: boolean;
}

/** A finding at a place of a file. */
export function diagnosticAt(position: Position, finding: Finding): TemplateDiagnostic {
  const { source, end } = position;
  const { code, message, severity = "error" } = finding;
  const { line, column } = lineAndColumn(position);
  const last = lineAndColumn({ source, start: end, end });
  return {
    name: source.name,
    file: source.origin,
    line,
    column,
    endLine: last.line,
    endColumn: last.column,
    code,
    severity,
    message,
    snippet: snippet(position),
  };
}

/** `shop/list.html:12:8 — Book has no "titel". Did you mean "title"?`, and the line with a mark. */
export function describeDiagnostic(diagnostic: TemplateDiagnostic): string {
  const { name, line, column, message, snippet: shown } = diagnostic;
  return `${name}:${line}:${column} — ${message}\n${shown}`;
}
