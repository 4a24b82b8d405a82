import { printableText } from "../../core/index.ts";
import type { AutomaticKeyType } from "../fields/automatic-key.ts";
import type { ModelState } from "../schema/model-state.ts";
import { labelOf, SchemaState } from "../schema/schema-state.ts";
import { setValues } from "../schema/set-values.ts";
import { type ModelExtras, ModelSource, parentLink } from "./model-source.ts";
import { Call, Code, lineWidth, Open, printCode, printText } from "./print-code.ts";
import { getter, isAutomatic, writeField } from "./write-field.ts";
import { type WrittenRules, writeRules } from "./write-rules.ts";

/*
 * Models as states describe them, as the text of a file with their classes. Read back by `modelsState()`, the classes give the
 * same states; what a state says by the words of a function (a default that is computed, `onDelete: { set: … }`) it doesn't
 * know, and neither does the text.
 */

export interface WriteModelsOptions {
  /** The module that will list the models. A model of another module says which. */
  readonly module?: string;
  /** The key of that module's models that declare none; `"auto"` by default. */
  readonly defaultKey?: AutomaticKeyType;
  /** Whether the classes are exported; true by default. */
  readonly exported?: boolean;
  /** Models that are imported rather than written, by label: `"auth.User"` from `"quintet/auth"`. */
  readonly imported?: ReadonlyMap<string, string>;
  /** Names of `quintet/db` that the file needs beside those of the classes. */
  readonly furtherNames?: readonly string[];
  /** What states don't say, by label. */
  readonly extras?: ReadonlyMap<string, ModelExtras>;
}

/** The parts of a file of models. */
export interface ModelsText {
  /** Names of `quintet/db` that the classes need. */
  readonly names: readonly string[];
  /** The lines that import these names, and models of other modules. */
  readonly imports: string;
  /** The classes, and the kinds of fields that they need. */
  readonly classes: string;
  /** What the classes are called, by the labels of the models. */
  readonly classNames: ReadonlyMap<string, string>;
}

/**
 * The text of a file with these models.
 *
 * @example
 * writeModels(state, { module: "shop" }); // import { Model, string } from "quintet/db"; export class Book …
 */
export function writeModels(
  models: SchemaState | Iterable<ModelState>,
  options: WriteModelsOptions = {},
): string {
  const { imports, classes } = modelsText(models, options);
  return `${imports}\n${classes}`;
}

/** The same in parts, for a file that holds more than models. */
export function modelsText(
  models: SchemaState | Iterable<ModelState>,
  options: WriteModelsOptions = {},
): ModelsText {
  const state = models instanceof SchemaState ? models : new SchemaState(models);
  const { imported = new Map<string, string>() } = options;
  const written = [...state.models.values()].filter((model) => !imported.has(labelOf(model)));
  const source = new ModelSource(state, written);
  for (const name of options.furtherNames ?? []) source.use(name);
  const texts = parentsFirst(state, written).map((model) => writeModel(source, model, options));
  const kinds = [...source.kinds.values()].map((kind) => writeKind(source, kind));
  const classes = [...(kinds.length > 0 ? [kinds.join("\n")] : []), ...texts].join("\n");
  const classNames = new Map(written.map((model) => [labelOf(model), source.classOf(labelOf(model))]));
  return {
    names: [...source.names].toSorted(),
    imports: writeImports(source, imported, classes),
    classes,
    classNames,
  };
}

/** A class that extends another one must stand behind it. */
function parentsFirst(state: SchemaState, models: readonly ModelState[]): readonly ModelState[] {
  const ordered = new Set<ModelState>();
  const add = (model: ModelState): void => {
    const parent = parentLink(state, model)?.parent;
    if (parent !== undefined && models.includes(parent) && !ordered.has(parent)) add(parent);
    ordered.add(model);
  };
  for (const model of models) add(model);
  return [...ordered];
}

function writeModel(source: ModelSource, model: ModelState, options: WriteModelsOptions): string {
  const { defaultKey = "auto", exported = true } = options;
  const extras = options.extras?.get(labelOf(model)) ?? {};
  const link = parentLink(source.state, model);
  const fields = Object.entries(model.fields)
    .filter(
      ([name, field]) => name !== link?.name && !isAutomatic(name, field, keyOf(model, options, defaultKey)),
    )
    .filter(([name]) => name !== orderName)
    .map(
      ([name]) =>
        `${commentLines(extras.fieldComments?.[name], "  ")}${writeField(source, model, name, extras)}`,
    );
  const inverses = (extras.inverses ?? []).map(({ name, kind, target, via }) =>
    getter(source, name, kind, [source.classCode(target), via]),
  );
  const members = [...fields, ...inverses].join("");
  const object = members === "" ? "{}" : `{\n${members}}`;
  const base =
    link === undefined
      ? `${source.use("Model")}(${object})`
      : `${source.use("inherit")}(${source.classOf(labelOf(link.parent))}, ${object})`;
  const body = [metaMethod(source, model, options), shownMethod(extras)].filter(Boolean).join("\n");
  const comment = docComment(extras.comments);
  const start = `${comment}${exported ? "export " : ""}class ${source.classOf(labelOf(model))} extends ${base}`;
  return body === "" ? `${start} {}\n` : `${start} {\n${body}}\n`;
}

const orderName = "_order";

/** A model of another module than the file's has the usual key of 32 bits there. */
function keyOf(
  { module }: ModelState,
  { module: own }: WriteModelsOptions,
  key: AutomaticKeyType,
): AutomaticKeyType {
  return module === own ? key : "auto";
}

function shownMethod({ shownBy }: ModelExtras): string {
  return shownBy === undefined ? "" : `  override toString() {\n    return this.${shownBy};\n  }\n`;
}

function metaMethod(source: ModelSource, model: ModelState, options: WriteModelsOptions): string {
  const label = labelOf(model);
  const table = model.table ?? `${model.module}_${model.name.toLowerCase()}`;
  const usual = `${model.module}_${source.classOf(label).toLowerCase()}`;
  const entries = {
    ...(model.module !== options.module && model.module !== "" && { module: model.module }),
    ...((model.table !== undefined || table !== usual) && model.module !== "" && { table }),
    ...(model.module === "" && model.table !== undefined && { table }),
    ...(model.managed === false && { managed: false }),
    ...(model.primaryKey !== undefined && { primaryKey: model.primaryKey }),
    ...orderOption(model),
    ...(model.comment !== undefined && { comment: model.comment }),
    ...(model.tablespace !== undefined && { tablespace: model.tablespace }),
    ...requirement(model),
  };
  const lines = Object.entries(entries).map(([name, value]) => {
    const start = `      ${name}: `;
    return `${start}${printCode(value, "      ", start.length + 1)},\n`;
  });
  for (const name of ["constraints", "indexes"] as const) {
    if (model[name].length > 0)
      lines.push(ruleLines(name, writeRules(source, model, ruleTable(model, table), model[name])));
  }
  if (lines.length === 0) return "";
  const start = "    return this.options(";
  const single = `${start}{ ${lines.map((line) => line.trim().replace(/,$/, "")).join(", ")} });`;
  const fits = lines.every((line) => line.indexOf("\n") === line.length - 1) && single.length <= lineWidth;
  const call = fits && lines.length === 1 ? single : `${start}{\n${lines.join("")}    });`;
  return `  static override meta() {\n${call}\n  }\n`;
}

/** Names of rules are made of the table's name, which has no prefix where there is no module. */
function ruleTable(model: ModelState, table: string): string {
  return model.module === "" && model.table === undefined ? model.name.toLowerCase() : table;
}

function ruleLines(name: string, { parameter, rules }: WrittenRules): string {
  const start = `      ${name}: ${parameter} => `;
  const flat = rules.map(({ call, further }) => call + further.join(""));
  const line = `${start}[${flat.join(", ")}],\n`;
  if (line.length <= lineWidth + 1 && rules.length === 1) return line;
  const lines = rules.map(({ call, further }, position) => {
    const whole = `        ${flat[position]},\n`;
    if (whole.length <= lineWidth + 1 || further.length < 2) return whole;
    return `        ${call}\n${further.map((link) => `          ${link}`).join("\n")},\n`;
  });
  return `${start}[\n${lines.join("")}      ],\n`;
}

/** A model whose rows have an order among others: of the relation by which they have it, the state says nothing. */
function orderOption({ fields }: ModelState): { readonly orderWithRespectTo?: string } {
  if (!(orderName in fields)) return {};
  const relation = Object.entries(fields).find(([, { type }]) => type === "belongsTo")?.[0];
  return relation === undefined ? {} : { orderWithRespectTo: relation };
}

// What a model can require so that two of the three kinds of databases have it.
const featureOf: Readonly<Record<string, string>> = {
  "postgres,sqlite": "partialIndexes",
  "mysql,sqlite": "virtualColumns",
  "mysql,postgres": "comments",
};

function requirement({ onlyOn }: ModelState): { readonly requires?: object } {
  if (onlyOn === undefined) return {};
  const kinds = [onlyOn].flat();
  if (kinds.length === 1) return { requires: { database: kinds[0] } };
  const feature = featureOf[kinds.toSorted().join()];
  return feature === undefined ? {} : { requires: { features: [feature] } };
}

/** A kind of field of the file's own: values are kept as the driver gives them. */
function writeKind(source: ModelSource, { name, columnType }: { name: string; columnType: unknown }): string {
  const values = setValues(columnType);
  const type = values === undefined ? "string" : `(${values.map(printText).join(" | ")})[]`;
  const call = new Call(source.use("defineField"), [
    new Open({ name: name.replace(/Field\d*$/, ""), columnType, ...codecCode(values && type) }),
  ]);
  const start = `const ${name} = `;
  const shown = typeof columnType === "object" ? "a type of each database" : `"${String(columnType)}"`;
  const text = printCode(call, "", start.length + 1).replace("defineField(", () => `defineField<${type}>(`);
  const held = values === undefined ? "as texts" : "as lists";
  return `/** ${inComment(`Columns of ${shown}, ${held}.`)} */\n${start}${text};\n`;
}

/** How values are stored and read: texts as they are, lists of a type with commas between. */
function codecCode(listType: string | undefined): { readonly toDatabase: Code; readonly fromDatabase: Code } {
  if (listType === undefined)
    return { toDatabase: new Code("(value) => value"), fromDatabase: new Code("String") };
  return {
    toDatabase: new Code("(values) => values.join()"),
    fromDatabase: new Code(`(stored) => String(stored).split(",").filter(Boolean) as ${listType}`),
  };
}

/** Lines of comment. */
function commentLines(lines: readonly string[] | undefined, indent: string): string {
  return (lines ?? []).map((line) => `${indent}// ${inComment(line)}\n`).join("");
}

function docComment(lines: readonly string[] | undefined): string {
  if (lines === undefined || lines.length === 0) return "";
  const safe = lines.map(inComment);
  return safe.length === 1
    ? `/** ${safe[0]} */\n`
    : `/**\n${safe.map((line) => ` * ${line}\n`).join("")} */\n`;
}

/** A text as one line of a comment: it neither ends it nor shows anything else than it says. */
export function inComment(text: string): string {
  return printableText(text.replaceAll(/[\r\n\u2028\u2029]+/g, " ").replaceAll("*/", "*\\/"));
}

function writeImports(source: ModelSource, imported: ReadonlyMap<string, string>, classes: string): string {
  const byFile = Map.groupBy(imported, ([, file]) => file);
  const others = [...byFile].flatMap(([file, models]) => {
    const names = models
      .map(([label]) => source.classOf(label))
      .filter((name) => new RegExp(`\\b${name}\\b`).test(classes));
    return names.length === 0 ? [] : [importLine(names, file)];
  });
  const own = importLine(
    [...source.names].map((name) => {
      const local = source.localName(name);
      const type = name === "ModelRow" ? "type " : "";
      return local === name ? `${type}${name}` : `${type}${name} as ${local}`;
    }),
    "quintet/db",
  );
  return [...others, own].toSorted((a, b) => (importOrder(a) < importOrder(b) ? -1 : 1)).join("");
}

/** Packages come first, then files, those of folders above before others. */
function importOrder(line: string): string {
  const file = line.slice(line.lastIndexOf(" from ") + 7);
  return `${file.startsWith("..") ? 1 : file.startsWith(".") ? 2 : 0}${file}`;
}

function importLine(names: readonly string[], file: string): string {
  const plain = (name: string) => name.replace(/^type /, "");
  // Biome's order: as dictionaries have it, capitals before small letters.
  const sorted = [...new Set(names)].toSorted((a, b) => compareNames(plain(a), plain(b)));
  const line = `import { ${sorted.join(", ")} } from ${printText(file)};\n`;
  if (line.length <= lineWidth + 1) return line;
  return `import {\n${sorted.map((name) => `  ${name},\n`).join("")}} from ${printText(file)};\n`;
}

function compareNames(a: string, b: string): number {
  const [first, second] = [a.toLowerCase(), b.toLowerCase()];
  if (first !== second) return first < second ? -1 : 1;
  return a < b ? -1 : 1;
}
