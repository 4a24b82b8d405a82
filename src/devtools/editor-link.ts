/*
 * Links that open a file in the developer's editor. Which editor that is, is the developer's own affair and not the
 * project's, so the environment tells: QUINTET_EDITOR names one of these, gives an address with {file}, {line} and
 * {column}, or is "none". Without it the terminal in which the
 * program runs tells, or else it is VS Code.
 */
const editors: Readonly<Record<string, string>> = {
  vscode: "vscode://file/{file}:{line}:{column}",
  "vscode-insiders": "vscode-insiders://file/{file}:{line}:{column}",
  vscodium: "vscodium://file/{file}:{line}:{column}",
  cursor: "cursor://file/{file}:{line}:{column}",
  windsurf: "windsurf://file/{file}:{line}:{column}",
  zed: "zed://file/{file}:{line}:{column}",
  webstorm: "webstorm://open?file={file}&line={line}&column={column}",
  idea: "idea://open?file={file}&line={line}&column={column}",
  sublime: "subl://open?url=file://{file}&line={line}&column={column}",
};

/** The address that opens a place in the editor; `undefined` where no editor is known. */
export function editorLink(
  {
    path,
    line,
    column,
  }: { readonly path: string | undefined; readonly line: number; readonly column: number },
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const pattern = editorPattern(environment);
  if (path === undefined || pattern === undefined) return undefined;
  const places: Record<string, string> = {
    file: encodeURI(path.replaceAll("\\", "/"))
      .replaceAll(/[?#&]/g, encodeURIComponent)
      .replace(/^\//, slashOf(pattern)),
    line: String(line),
    column: String(column),
  };
  return pattern.replaceAll(/\{(file|line|column)\}/g, (_, name: string) => places[name]!);
}

/** Patterns that have the slash in front of the file don't need that of the path. */
function slashOf(pattern: string): string {
  return pattern.includes("/{file}") ? "" : "/";
}

function editorPattern(environment: NodeJS.ProcessEnv): string | undefined {
  const { QUINTET_EDITOR: wanted, TERMINAL_EMULATOR, ZED_TERM, CURSOR_TRACE_ID } = environment;
  if (wanted === "none") return undefined;
  if (wanted?.includes("{file}")) return wanted;
  if (wanted !== undefined && wanted !== "") return editors[wanted];
  if (ZED_TERM !== undefined) return editors.zed;
  if (CURSOR_TRACE_ID !== undefined) return editors.cursor;
  if (TERMINAL_EMULATOR?.startsWith("JetBrains")) return editors.idea;
  return editors.vscode;
}
