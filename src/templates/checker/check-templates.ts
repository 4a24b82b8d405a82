import { readFileSync } from "node:fs";
import path from "node:path";
import type { Engine } from "../engine.ts";
import { TemplateError } from "../errors.ts";
import type { Library } from "../library.ts";
import type { ParsedTemplate } from "../parsed-template.ts";
import type { Position } from "../source.ts";
import { CheckReport } from "./check-report.ts";
import type { TemplateDeclaration } from "./declarations.ts";
import type { Finding, TemplateDiagnostic } from "./diagnostic.ts";
import { findingOf } from "./error-finding.ts";
import { type CheckedPage, leadBack } from "./lead-back.ts";
import { typeScriptFiles } from "./project-files.ts";
import { TwinProject } from "./twin-project.ts";
import { type RouteNames, TwinVocabulary } from "./twin-vocabulary.ts";
import { TwinWriter } from "./twin-writer.ts";
import { runTypeScript } from "./typescript.ts";

/*
 * How a template is checked:
 *
 *   declarations.ts       finds template<Context>("shop/list.html") in the project's TypeScript
 *     → twin-writer.ts    writes a twin of the template: TypeScript that does with types what it does with values
 *     → twin-project.ts   puts all twins into a project of their own below .quintet/check
 *     → typescript.ts     runs the compiler once over all of them
 *     → lead-back.ts      leads what it says back to the templates, by the marks in the twins
 *     → compiler-finding  says it in the words of templates
 */

export interface CheckTemplatesOptions {
  /** Finds and parses the templates. */
  readonly engine: Engine;
  /** The project's folder: TypeScript is run in it, and what is written for it stands in `.quintet/check` there. */
  readonly folder: string;
  /** Where declarations are looked for; the project's folder by default. */
  readonly sourceFolders?: readonly string[];
  /** The libraries of the app. */
  readonly libraries?: readonly Library[];
  /** The routes of the app, for `{% url %}`. */
  readonly routes?: RouteNames;
  /**
   * TypeScript that exports what the app brings: the type `Shared` of its shared variables, `libraries` with their
   * types, and `url`, which is called with a route's name and parameters. It stands in `.quintet/check`.
   */
  readonly app?: string;
}

export interface TemplateCheck {
  /** In the order of the files and their lines. */
  readonly diagnostics: readonly TemplateDiagnostic[];
  /** How many declarations were checked. */
  readonly declarations: number;
  /** How many mistakes the compiler finds in the project's own TypeScript, as far as templates depend on it. */
  readonly ownMistakes: number;
}

const withoutApp = `export type Shared = object;
export declare const libraries: object;
export declare function url(name: string, parameters: object): string;
`;

/**
 * Checks the templates whose context a `template<Context>("name.html")` declares.
 * @throws {@link MissingTypeScriptError} {@link TemplateCheckError}
 */
export async function checkTemplates(options: CheckTemplatesOptions): Promise<TemplateCheck> {
  const { engine, folder, sourceFolders = [folder], app = withoutApp } = options;
  const declarations = await declarationsIn(sourceFolders, folder);
  const report = new CheckReport();
  const project = new TwinProject({ folder, sourceFolders, app });
  const vocabulary = new TwinVocabulary(options.libraries ?? [], options.routes);
  const pages = new Map<string, CheckedPage>();
  for (const declaration of declarations) {
    const { template } = declaration;
    const found = (position: Position, finding: Finding) => report.add(position, finding, template);
    const chain = chainOf(engine, declaration, found);
    if (chain === undefined) continue;
    const writer = new TwinWriter({ engine, vocabulary, report: found }, chain);
    const twin = writer.finish(project.head(declaration));
    pages.set(project.writeTwin(template, twin.code), { declaration, twin });
  }
  const tsconfig = project.finish();
  const messages = pages.size === 0 ? [] : await runTypeScript(folder, tsconfig);
  const ownMistakes = messages.filter((message) => !leadBack(message, { pages, project, report })).length;
  return { diagnostics: report.sorted(), declarations: declarations.length, ownMistakes };
}

async function declarationsIn(folders: readonly string[], project: string): Promise<TemplateDeclaration[]> {
  const { findDeclarations } = await import("./declarations.ts"); // with a parser that nothing else needs
  return typeScriptFiles(folders).flatMap((file) => {
    const name = path.relative(project, file).split(path.sep).join("/");
    return findDeclarations({ name, origin: file, text: readFileSync(file, "utf8") });
  });
}

/** The declared template with its parents; `undefined` where it has a mistake, which is reported then. */
function chainOf(
  engine: Engine,
  declaration: TemplateDeclaration,
  report: (position: Position, finding: Finding) => void,
): readonly ParsedTemplate[] | undefined {
  try {
    return engine.chain([engine.template(declaration.template).parsed]);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    report(error.position ?? declaration, findingOf(error));
    return undefined;
  }
}
