import { TemplateDoesNotExist, type TemplateError } from "../errors.ts";
import { describePosition } from "../source.ts";
import type { Finding } from "./diagnostic.ts";

/** What the checker says about an error of the parser or the loaders: its first sentences, as the place is told apart. */
export function findingOf(error: TemplateError): Finding {
  const { position } = error;
  const end = position === undefined ? -1 : error.message.lastIndexOf(`\n  in ${describePosition(position)}`);
  const message = end === -1 ? error.message : error.message.slice(0, end);
  if (!(error instanceof TemplateDoesNotExist)) return { code: error.code, message };
  return { code: "templates.missing-template", message: message.replace(/\n(Tried:|No folder)[\s\S]*$/, "") };
}
