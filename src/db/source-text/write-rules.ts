import type { ConstraintState, IndexState, ModelState, RuleParts } from "../schema/model-state.ts";
import { hashedName, indexName } from "../schema/object-names.ts";
import type { ModelSource } from "./model-source.ts";
import { printText } from "./print-code.ts";
import { ExpressionWriter } from "./write-expression.ts";
import { usualColumn } from "./write-field.ts";

/* Indexes and constraints as a model's options write them: `unique(book.author, book.title).named("…")`. */

/** A callback of the options, and what it lists. */
export interface WrittenRules {
  /** `"(book)"`, or `"(book: ModelRow)"` where the row's types don't have what is named. */
  readonly parameter: string;
  readonly rules: readonly WrittenRule[];
}

/** `unique(book.title)`, and what is said behind it: `.named("…")`. */
export interface WrittenRule {
  readonly call: string;
  readonly further: readonly string[];
}

/** The indexes, or the constraints, of a model with that table. */
export function writeRules(
  source: ModelSource,
  model: ModelState,
  table: string,
  rules: readonly (IndexState | ConstraintState)[],
): WrittenRules {
  const writer = new ExpressionWriter(source, model, rowName(source, model));
  const written = rules.map((rule) => writeRule(source, writer, model, table, rule));
  return {
    parameter: `(${writer.row}${writer.isUntyped ? `: ${source.use("ModelRow")}` : ""})`,
    rules: written,
  };
}

function writeRule(
  source: ModelSource,
  writer: ExpressionWriter,
  model: ModelState,
  table: string,
  rule: IndexState | ConstraintState,
): WrittenRule {
  if ("type" in rule && rule.type === "check") {
    const call = `${source.use("check")}(${printText(rule.name)}, ${writer.condition(rule.condition)})`;
    return { call, further: [] };
  }
  const isUnique = "type" in rule;
  const parts = rule.fields.map((_, position) => writePart(writer, rule, position));
  const isUsual = rule.name === usualName(model, table, rule, isUnique);
  const call = `${source.use(isUnique ? "unique" : "index")}(${parts.join(", ")})`;
  const further = [
    ...(isUsual ? [] : [`.named(${printText(rule.name)})`]),
    ...(rule.where === undefined ? [] : [`.where(${writer.condition(rule.where)})`]),
    ...withOptions(writer, rule),
  ];
  return { call, further };
}

function writePart(writer: ExpressionWriter, { fields, nulls }: RuleParts, position: number): string {
  const part = fields[position]!; // the caller counts them
  const place = nulls?.[position];
  const isDescending = typeof part === "string" ? part.startsWith("-") : part.descending === true;
  const order = isDescending || place ? `.${isDescending ? "desc" : "asc"}(${placeOption(place)})` : "";
  if (typeof part !== "string") return `${writer.write(part.expression)}${order}`;
  const name = isDescending ? part.slice(1) : part;
  return order === "" ? writer.field(name) : `${writer.column(name)}${order}`;
}

function placeOption(place: "first" | "last" | null | undefined): string {
  return place ? `{ nulls: "${place}" }` : "";
}

function withOptions(writer: ExpressionWriter, rule: IndexState | ConstraintState): string[] {
  if (!("fields" in rule)) return [];
  const { include, operatorClasses, tablespace } = rule;
  const { deferrable, nullsDistinct } = rule as { deferrable?: string; nullsDistinct?: boolean };
  const said = [
    include && `include: [${include.map((name) => writer.field(name)).join(", ")}]`,
    operatorClasses && `operatorClasses: [${operatorClasses.map((name) => printText(name)).join(", ")}]`,
    tablespace !== undefined && `tablespace: ${printText(tablespace)}`,
    deferrable !== undefined && `deferrable: ${printText(deferrable)}`,
    nullsDistinct !== undefined && `nullsDistinct: ${nullsDistinct}`,
  ].filter((option) => typeof option === "string");
  return said.length === 0 ? [] : [`.with({ ${said.join(", ")} })`];
}

/** The name that a rule gets where nobody names it. */
function usualName(
  model: ModelState,
  table: string,
  { fields }: RuleParts,
  isUnique: boolean,
): string | undefined {
  if (fields.some((field) => typeof field !== "string")) return undefined; // these need a name
  const columns = (fields as readonly string[]).map((entry) => {
    const descending = entry.startsWith("-");
    const name = descending ? entry.slice(1) : entry;
    const field = model.fields[name];
    return { column: field?.column ?? usualColumn(name, field?.type === "belongsTo"), descending };
  });
  if (!isUnique) return indexName(table, columns);
  return hashedName(
    table,
    columns.map(({ column }) => column),
    "_uniq",
  );
}

// What a parameter can't be called.
const reserved = new Set(
  "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield undefined NaN Infinity".split(
    " ",
  ),
);

/** `book` for rows of `Book`, unless that means something else. */
function rowName(source: ModelSource, { name }: ModelState): string {
  const own = name.charAt(0).toLowerCase() + name.slice(1);
  const isFree = /^[a-z][A-Za-z0-9]*$/.test(own) && own !== name && own.length <= 30 && !reserved.has(own);
  return isFree && !source.isBuilder(own) ? own : "row";
}
