import { shortStatement } from "../db/index.ts";
import type { DebugReport } from "./debug-report.ts";
import type { ErrorFacts } from "./error-chain.ts";
import { milliseconds } from "./shown-time.ts";
import type { SourceFrame } from "./source-frames.ts";

/** The report as Markdown: for an issue, a colleague, or whoever else is asked for help. */
export function reportText({ status, errors, request, statements }: DebugReport): string {
  const [error, ...others] = errors;
  const title =
    request === undefined ? "The app does not start" : `${status} ${request.method} ${request.target}`;
  return [
    `# ${oneLine(title)}`,
    ...(error === undefined ? [] : [errorText(error)]),
    ...others.map((each) => `## ${titles[each.relation]}\n\n${errorText(each)}`),
    ...(statements === undefined || statements.count === 0
      ? []
      : [
          `## SQL (${statements.count}, ${milliseconds(statements.totalMs)})`,
          statements.shown.map(({ text }) => `- ${code(shortStatement(text))}`).join("\n"),
        ]),
    `Node ${process.versions.node}, ${process.platform}`,
  ].join("\n\n");
}

const titles: Readonly<Record<ErrorFacts["relation"], string>> = {
  thrown: "Thrown",
  cause: "Caused by",
  "one of several": "One of the errors",
  suppressed: "While this one was on its way",
};

function errorText({ name, code: id, headline, details, hint, templates, frames }: ErrorFacts): string {
  const kind = id === undefined ? name : `${name}, ${id}`;
  const message = details === "" ? headline : `${headline}\n${details}`;
  const own = frames.find(({ isOwn, source }) => isOwn && source.length > 0);
  return [
    `${fenced(message)}\n(${oneLine(kind)})`,
    ...(hint === undefined ? [] : [oneLine(hint)]),
    ...(own === undefined ? [] : [sourceText(own)]),
    ...(templates.length === 0 ? [] : [templates.map(placeText).join("\n")]),
    frames
      .filter(({ isOwn }) => isOwn)
      .map(placeText)
      .join("\n"),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

function placeText({ file, line, column, call }: SourceFrame): string {
  return `- ${code(`${file}:${line}:${column}`)}${call === "" ? "" : ` ${oneLine(call)}`}`;
}

function sourceText({ file, source }: SourceFrame): string {
  const lines = source.map(({ number, text, isCurrent }) => `${isCurrent ? ">" : " "} ${number} | ${text}`);
  return `${code(file)}\n\n${fenced(lines.join("\n"))}`;
}

/** A block that nothing in it can end. */
function fenced(text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

function code(text: string): string {
  return `\`${oneLine(text).replaceAll("`", "'")}\``;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
