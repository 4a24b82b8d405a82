import { isAbsolute } from "node:path";
import { shownPath } from "../core/index.ts";
import { templateTrace } from "../templates/index.ts";
import { type SourceFrame, sourceAround } from "./source-frames.ts";

/** The places in templates that an error passed, the innermost first, with the lines around them. */
export function templateFrames(error: unknown): SourceFrame[] {
  return templateTrace(error).map(({ template, origin, line, column }) => ({
    call: template,
    file: shownPath(origin),
    path: isAbsolute(origin) ? origin : undefined,
    line,
    column,
    isOwn: true,
    source: sourceAround(origin, line),
  }));
}
