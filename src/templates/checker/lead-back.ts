import type { CheckReport } from "./check-report.ts";
import {
  type CompilerMessage,
  compilerFinding,
  isSilent,
  kindsFor,
  unforeseenFinding,
} from "./compiler-finding.ts";
import type { TemplateDeclaration } from "./declarations.ts";
import type { Finding } from "./diagnostic.ts";
import type { Span } from "./marked-text.ts";
import type { TwinNote } from "./twin-note.ts";
import type { TwinProject } from "./twin-project.ts";
import type { Twin } from "./twin-writer.ts";
import type { CompilerDiagnostic } from "./typescript.ts";

/** A declaration with the twin of its template. */
export interface CheckedPage {
  readonly declaration: TemplateDeclaration;
  readonly twin: Twin;
}

interface Checked {
  /** By the names of the twins. */
  readonly pages: ReadonlyMap<string, CheckedPage>;
  readonly project: TwinProject;
  readonly report: CheckReport;
}

/**
 * Leads a message of the compiler back to where its cause is written, and reports it there.
 * @returns whether it was about templates: it may also be about the project's own TypeScript.
 */
export function leadBack(message: CompilerDiagnostic, { pages, project, report }: Checked): boolean {
  const page = pages.get(message.file);
  if (page !== undefined) {
    reportInTemplate(message, page, report);
    return true;
  }
  const copied = project.copiedDeclaration(message);
  if (copied !== undefined) report.add(copied, unreachableContext(copied), copied.template);
  return project.isCopy(message.file);
}

function reportInTemplate(
  message: CompilerDiagnostic,
  { declaration, twin }: CheckedPage,
  report: CheckReport,
): void {
  const { template } = declaration;
  const offset = offsetOf(twin.code, message);
  const span = spanFor(twin.spans, offset, message);
  if (span !== undefined && span.note.kind === "path" && span.note.of === "") {
    report.add(declaration, unknownContext(declaration), template);
  } else if (span !== undefined) {
    const finding = compilerFinding(message, span.note);
    if (finding !== undefined) report.add(span.note.position, { ...finding, dependsOnPage: true }, template);
  } else if (!isSilent(message)) {
    // Not foreseen: told as the compiler says it, at the nearest place before.
    const place = twin.spans.findLast(({ start }) => start <= offset)?.note.position ?? declaration;
    report.add(place, unforeseenFinding(message), template);
  }
}

function unknownContext({ template }: TemplateDeclaration): Finding {
  return {
    code: "templates.unknown-type",
    message: `The type of the variables of "${template}" is unknown, so the template can't be checked. Is it any, or imported from something that isn't there?`,
  };
}

function unreachableContext({ template }: TemplateDeclaration): Finding {
  return {
    code: "templates.unknown-type",
    message: `The type of the variables of "${template}" can't be read outside of the function that it stands in. Move the type, or the declaration, to the top level of the file.`,
  };
}

function offsetOf(code: string, { line, column }: CompilerDiagnostic): number {
  let start = 0;
  for (let count = 1; count < line; count++) start = code.indexOf("\n", start) + 1;
  return start + column - 1;
}

/** The piece that a message is about: it begins where the message says, and is of a kind that such messages are about. */
function spanFor(
  spans: readonly Span<TwinNote>[],
  offset: number,
  { code, text }: CompilerMessage,
): Span<TwinNote> | undefined {
  const there = spans.filter((span) => span.start === offset);
  // All steps of a path begin at the same place; this message names the step.
  const step = /^Element implicitly .* expression of type '"?(.*?)"?' can't be used/.exec(text)?.[1];
  for (const kind of kindsFor(code) ?? []) {
    const found = there.find(({ note }) => note.kind === kind && (step === undefined || note.text === step));
    if (found !== undefined) return found;
  }
  return undefined;
}
