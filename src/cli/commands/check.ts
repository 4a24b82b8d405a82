import { checkAppTemplates, WebApp } from "../../app/index.ts";
import {
  type CheckFinding,
  type Command,
  CommandError,
  type ProjectFile,
  runChecks,
  type Terminal,
} from "../../core/index.ts";
import {
  describeDiagnostic,
  MissingTypeScriptError,
  type TemplateCheck,
  type TemplateDiagnostic,
} from "../../templates/index.ts";
import { style } from "../style.ts";

/** `quintet check`: looks at the app and its templates without serving it. */
export const checkCommand: Command = {
  name: "check",
  summary:
    "Look for mistakes before they happen, in templates, too; --deploy adds what matters in production.",
  options: [
    { flags: "--deploy", summary: "Also check what only matters in production." },
    {
      flags: "--accept <ids>",
      summary: "Findings that are meant to be so, such as security.W102,auth.W101.",
    },
    { flags: "--watch", summary: "Check again at each change of the project." },
    { flags: "--json", summary: "Print a JSON object for each finding, one a line: for editors." },
  ],
  async run({ app, project, terminal, options }) {
    const accepted = typeof options.accept === "string" ? options.accept.split(",") : [];
    const findings = (await runChecks(app, { deploy: options.deploy === true })).map((finding) =>
      accepted.includes(finding.id) ? ({ ...finding, level: "warning" } as const) : finding,
    );
    const templates = await checkTemplatesOf(app, project, findings);
    const print = options.json === true ? printRecords : printForPeople;
    print(findings, templates, terminal, project);

    const levels = [
      ...findings.map(({ level }) => level),
      ...templates.diagnostics.map(({ severity }) => severity),
    ];
    const errors = levels.filter((level) => level === "error").length;
    if (errors > 0) throw new CommandError(`${counted(errors, "error")} found.`);
    if (options.json === true) return;
    const warnings = levels.length === 0 ? "Nothing found" : `${counted(levels.length, "warning")}, no error`;
    const checked = [counted(app.modules.length, "module")];
    if (templates.declarations > 0) checked.push(counted(templates.declarations, "template"));
    terminal.success(`${warnings}: ${checked.join(" and ")} checked.`);
  },
};

const nothingChecked: TemplateCheck = { diagnostics: [], declarations: 0, ownMistakes: 0 };

/** What the compiler finds in templates. That there is no compiler is a finding of the app. */
async function checkTemplatesOf(
  app: unknown,
  project: ProjectFile | undefined,
  findings: CheckFinding[],
): Promise<TemplateCheck> {
  if (project === undefined || !(app instanceof WebApp)) return nothingChecked;
  try {
    const found = await checkAppTemplates(app, project);
    if (found.ownMistakes > 0) findings.push(ownMistakes(found.ownMistakes));
    return found;
  } catch (error) {
    if (!(error instanceof MissingTypeScriptError)) throw error;
    const [message = "", hint = ""] = error.message.split("\n");
    findings.push({ id: error.code, level: "warning", message, hint });
    return nothingChecked;
  }
}

function ownMistakes(count: number): CheckFinding {
  return {
    id: "templates.typescript",
    level: "warning",
    message: `TypeScript finds ${counted(count, "error")} in the project's own files: what templates get from there may be of unknown type.`,
    hint: "npx tsc --noEmit shows them.",
  };
}

function printForPeople(
  findings: readonly CheckFinding[],
  { diagnostics }: TemplateCheck,
  terminal: Terminal,
): void {
  for (const { id, level, message, hint } of findings) {
    terminal.line(`${mark(level)} ${style.dim(id)} ${message}`);
    if (hint !== undefined) terminal.line(`  ${hint}`);
  }
  for (const diagnostic of diagnostics) {
    terminal.line(
      `${mark(diagnostic.severity)} ${style.dim(diagnostic.code)} ${describeDiagnostic(diagnostic)}`,
    );
  }
}

function printRecords(
  findings: readonly CheckFinding[],
  { diagnostics }: TemplateCheck,
  terminal: Terminal,
  project: ProjectFile | undefined,
): void {
  for (const finding of findings) terminal.line(JSON.stringify(checkRecord(finding, project?.file ?? "")));
  for (const diagnostic of diagnostics) terminal.line(JSON.stringify(templateRecord(diagnostic)));
}

/** What concerns the app as a whole is shown at the beginning of its configuration. */
function checkRecord({ id, level, message, hint }: CheckFinding, file: string): object {
  const place = { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
  return {
    ...place,
    code: id,
    severity: level,
    message: hint === undefined ? message : `${message} ${hint}`,
  };
}

function templateRecord({ name, ...record }: TemplateDiagnostic): object {
  return { ...record, template: name };
}

function mark(level: "error" | "warning"): string {
  return level === "error" ? style.red("error") : style.yellow("warning");
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
