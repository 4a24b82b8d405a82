import type { DebugReport } from "./debug-report.ts";
import type { ErrorFacts } from "./error-chain.ts";

/** The report for a program that asks for JSON: what its developer needs to see in a console. */
export function reportJson({ errors, request, routesTried, statements, tools }: DebugReport): object {
  return {
    errors: errors.map(errorJson),
    requestId: request?.id,
    routesTried: routesTried?.map(({ route }) => `/${route}`),
    statements: statements && { count: statements.count, totalMs: Math.round(statements.totalMs * 10) / 10 },
    inspector: tools?.inspector,
  };
}

function errorJson({ relation, name, code, headline, details, hint, templates, frames }: ErrorFacts): object {
  const place = ({ file, line, column, call }: (typeof frames)[number]) =>
    `${file}:${line}:${column}${call === "" ? "" : ` ${call}`}`;
  return {
    relation,
    name,
    code,
    message: details === "" ? headline : `${headline}\n${details}`,
    hint,
    templates: templates.length === 0 ? undefined : templates.map(place),
    stack: frames.map(place),
  };
}
