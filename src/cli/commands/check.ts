import { type CheckFinding, type Command, CommandError, runChecks, type Terminal } from "../../core/index.ts";
import { style } from "../style.ts";

/** `quintet check`: looks at the app without serving it. */
export const checkCommand: Command = {
  name: "check",
  summary: "Look for mistakes before they happen; --deploy adds what matters in production.",
  options: [{ flags: "--deploy", summary: "Also check what only matters in production." }],
  async run({ app, terminal, options }) {
    const findings = await runChecks(app, { deploy: options.deploy === true });
    const errors = findings.filter((finding) => finding.level === "error");
    for (const finding of findings) show(finding, terminal);
    if (errors.length > 0) throw new CommandError(`${counted(errors.length, "error")} found.`);
    const warnings =
      findings.length === 0 ? "Nothing found" : `${counted(findings.length, "warning")}, no error`;
    terminal.success(`${warnings}: ${counted(app.modules.length, "module")} checked.`);
  },
};

function show({ id, level, message, hint }: CheckFinding, terminal: Terminal): void {
  const mark = level === "error" ? style.red("error") : style.yellow("warning");
  terminal.line(`${mark} ${style.dim(id)} ${message}`);
  if (hint !== undefined) terminal.line(`  ${hint}`);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
