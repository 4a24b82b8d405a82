import path from "node:path";
import type { TemplateDeclaration } from "./declarations.ts";
import { textLiteral } from "./marked-text.ts";
import { commonFolder, findTsconfig, WrittenFolder } from "./project-files.ts";

/*
 * What is written for the compiler, in `.quintet/check` of the project:
 *
 *   tsconfig.json        the project's own, with what twins need
 *   app.mts              what the app brings: shared variables, libraries, routes
 *   twins/0-list.mts     one file for each declaration of a template
 *   copies/shop/…        copies of files whose declarations are not exported, with their types exported at the end.
 *                        They stand at the same place below `copies`, which the compiler takes for the same folder
 *                        (`rootDirs`), so what they import is found.
 */

/** The types of templates as twins import them; `.ts` in the sources, `.js` where Quintet is installed. */
const extension = path.extname(import.meta.filename);
const typesFolder = path.join(import.meta.dirname, "twin");

export interface TwinProjectOptions {
  /** The project's folder. */
  readonly folder: string;
  /** Where the project's TypeScript stands. */
  readonly sourceFolders: readonly string[];
  /** The text of app.mts. */
  readonly app: string;
}

/** The project of the twins. */
export class TwinProject {
  readonly folder: string;
  readonly #options: TwinProjectOptions;
  readonly #files: WrittenFolder;
  readonly #root: string;
  readonly #twins: string[] = [];
  /** The types that copies export, by the file that they are copies of. */
  readonly #copies = new Map<string, { name: string; declarations: TemplateDeclaration[] }>();

  constructor(options: TwinProjectOptions) {
    this.#options = options;
    this.folder = path.join(options.folder, ".quintet", "check");
    this.#files = new WrittenFolder(this.folder);
    this.#root = commonFolder([options.folder, ...options.sourceFolders]);
  }

  /** The lines at the head of a twin: what it imports, and its variables. */
  head(declaration: TemplateDeclaration): string {
    const types = (name: string) =>
      textLiteral(this.#from("twins", path.join(typesFolder, name + extension)));
    const { imported, type } = this.#context(declaration);
    return [
      `import * as q from ${types("tags")};`,
      `import { filters } from ${types("filters")};`,
      `import { libraries, type Shared, url } from "../app.mts";`,
      imported,
      `declare const $: q.Root<${type}, Shared>;`,
    ].join("\n");
  }

  #context(declaration: TemplateDeclaration): { imported: string; type: string } {
    const { exportedAs, contextType, source } = declaration;
    if (exportedAs !== undefined) {
      const file = textLiteral(this.#from("twins", source.origin));
      return {
        imported: `import type { ${exportedAs} as Page } from ${file};`,
        type: "q.ContextOf<typeof Page>",
      };
    }
    if (contextType === undefined) return { imported: "", type: "object" };
    const copy = this.#copyOf(declaration);
    return {
      imported: `import type { ${copy.type} as Context } from ${textLiteral(`../${copy.name}`)};`,
      type: "Context",
    };
  }

  #copyOf(declaration: TemplateDeclaration): { name: string; type: string } {
    const { origin } = declaration.source;
    const relative = path.relative(this.#root, origin).split(path.sep).join("/");
    const copy = this.#copies.get(origin) ?? {
      name: `copies/${relative.replace(/\.m?ts$/, ".mts")}`,
      declarations: [],
    };
    this.#copies.set(origin, copy);
    copy.declarations.push(declaration);
    return { name: copy.name, type: contextName(copy.declarations.length) };
  }

  /** Whether a file is a copy of one of the project. */
  isCopy(file: string): boolean {
    return file.startsWith("copies/");
  }

  /** The declaration whose type stands at a place of a copy, behind what was copied. */
  copiedDeclaration({ file, line }: { file: string; line: number }): TemplateDeclaration | undefined {
    for (const { name, declarations } of this.#copies.values()) {
      if (name !== file) continue;
      let start = linesOf(declarations[0]!.source.text) + 1;
      for (const declaration of declarations) {
        const end = start + linesOf(declaration.contextType ?? "");
        if (line >= start && line < end) return declaration;
        start = end;
      }
    }
    return undefined;
  }

  /** Writes a twin; its name in what the compiler says. */
  writeTwin(template: string, code: string): string {
    const name = `twins/${this.#twins.length}-${template.replaceAll(/[^\w.-]/g, "-")}.mts`;
    this.#twins.push(name);
    this.#files.write(name, code);
    return name;
  }

  /** Writes everything else. @returns the tsconfig.json. */
  finish(): string {
    const tsconfig = this.#files.write("tsconfig.json", `${JSON.stringify(this.#tsconfig(), null, 2)}\n`);
    this.#files.write("app.mts", this.#options.app);
    this.#files.write(".gitignore", "*\n");
    this.#files.keep("tsbuildinfo");
    for (const { name, declarations } of this.#copies.values()) {
      const types = declarations.map(
        ({ contextType }, index) => `export type ${contextName(index + 1)} = ${contextType};`,
      );
      this.#files.write(name, [declarations[0]!.source.text, ...types, ""].join("\n"));
    }
    this.#files.clean();
    return tsconfig;
  }

  #tsconfig(): object {
    const own = findTsconfig(this.#options.folder);
    const options = {
      // What the project may ask of itself and a twin can't fulfil.
      composite: false,
      declaration: false,
      declarationMap: false,
      emitDeclarationOnly: false,
      isolatedDeclarations: false,
      noPropertyAccessFromIndexSignature: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
      rootDir: path.parse(this.folder).root,
      // What a twin needs.
      allowImportingTsExtensions: true,
      allowUnreachableCode: true,
      allowUnusedLabels: true,
      incremental: true,
      noEmit: true,
      noErrorTruncation: true,
      skipLibCheck: true,
      strict: true,
      tsBuildInfoFile: "./tsbuildinfo",
      ...(this.#copies.size === 0 ? {} : { rootDirs: [this.#relative(this.#root), "./copies"] }),
    };
    return {
      ...(own === undefined ? {} : { extends: this.#relative(own) }),
      compilerOptions: own === undefined ? { ...withoutTsconfig, ...options } : options,
      files: this.#twins,
      include: ["**/*.d.ts", "**/*.d.mts"].map(
        (pattern) => `${this.#relative(this.#options.folder)}/${pattern}`,
      ),
      exclude: ["node_modules", "dist"].map((name) => `${this.#relative(this.#options.folder)}/**/${name}`),
    };
  }

  #relative(file: string): string {
    return this.#from("", file);
  }

  #from(folder: string, file: string): string {
    const relative = path.relative(path.join(this.folder, folder), file).split(path.sep).join("/");
    return relative.startsWith(".") ? relative : `./${relative}`;
  }
}

const withoutTsconfig = { target: "esnext", module: "nodenext", moduleDetection: "force" };

function linesOf(text: string): number {
  return text.split("\n").length;
}

function contextName(number: number): string {
  return `TemplateContext${number}`;
}
