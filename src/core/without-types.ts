import { stripTypeScriptTypes } from "node:module";

/**
 * TypeScript with spaces in the place of its types: each place and line stays what it is. Node warns at the first call that its
 * function is experimental, which is nothing to those who run a command.
 * @throws SyntaxError for what is no TypeScript that Node runs.
 */
export function withoutTypes(text: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}
