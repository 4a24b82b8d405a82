import { resolveDatabase } from "../connections/current-database.ts";
import type { Database } from "../connections/database.ts";
import { Expression } from "../expressions/expression.ts";
import type { Node } from "../expressions/node.ts";
import { hasRows } from "../query/execute.ts";
import { emptyState } from "../query/query-state.ts";
import { withCondition } from "../query/state-changes.ts";
import type { CheckInfo, UniqueInfo } from "./constraints.ts";
import { fieldsIn, holdsFor, withValues } from "./evaluate.ts";
import type { FieldInfo } from "./field-info.ts";
import { fieldProblems, problem } from "./field-problems.ts";
import type { ValidateOptions, ValidationProblem } from "./model-instance.ts";
import type { ModelMeta } from "./model-meta.ts";
import { referenceProblems } from "./reference-problems.ts";
import { metaOfRow, RowState } from "./row-state.ts";
import { uniqueForProblems } from "./unique-for.ts";
import { withoutItself } from "./without-itself.ts";

/*
 * What is wrong with a row, in the order of Django's full_clean():
 *
 *   1. each field by itself               3. fields and groups of fields that must be unique
 *   2. the model's own clean()            4. the rules of the options
 *
 * What speaks of a field that is wrong already, or was left out, isn't asked.
 */

type Values = Readonly<Record<string, unknown>>;

/** What is wrong with a row, as data. Asks the database about what must be unique, and about rules. */
export async function validateRow(
  row: object,
  options: ValidateOptions = {},
): Promise<readonly ValidationProblem[]> {
  const meta = metaOfRow(row);
  const database = resolveDatabase(options.using ?? RowState.group(row)?.database, `${meta.name}.validate()`);
  const { only, exclude = [] } = options;
  const fields = [...meta.fields.values()].filter(
    ({ name, generated }) =>
      generated === undefined && !exclude.includes(name) && (only === undefined || only.includes(name)),
  );
  const problems: ValidationProblem[] = [];
  for (const field of fields) {
    const value = (row as Values)[field.attribute];
    const isMade = field.isAuto || (value === undefined && field.hasDbDefault) || isParentLink(meta, field);
    if (isMade) continue;
    const found = fieldProblems(field, value ?? null, row);
    problems.push(...(found.length > 0 ? found : await referenceProblems(row, field, database)));
  }
  problems.push(...((await (row as Cleaned).clean()) ?? []));
  const wrong = new Set(problems.map((found) => found.field));
  const isRight = (field: FieldInfo) => fields.includes(field) && !wrong.has(field.name);
  const asked = { row, database, isRight };
  if (options.unique !== false) {
    for (const model of family(meta)) problems.push(...(await uniqueProblems(model, asked)));
  }
  if (options.constraints !== false) {
    for (const model of family(meta)) problems.push(...(await ruleProblems(model, asked)));
  }
  return problems;
}

interface Cleaned {
  clean(): readonly ValidationProblem[] | undefined | Promise<readonly ValidationProblem[] | undefined>;
}

interface Asked {
  readonly row: object;
  readonly database: Database;
  /** Whether a field is looked at, and has nothing wrong by itself. */
  isRight(field: FieldInfo): boolean;
}

/** A link is set when the row of the parent is stored. */
function isParentLink(meta: ModelMeta, field: FieldInfo): boolean {
  return meta.linksTo(field.model) !== undefined && field.model.parents.some((link) => link.field === field);
}

/** A model and those that it inherits from. */
function family(meta: ModelMeta): readonly ModelMeta[] {
  return [...meta.parents.flatMap(({ target }) => family(target.root)), meta.root];
}

async function uniqueProblems(model: ModelMeta, asked: Asked): Promise<ValidationProblem[]> {
  const found: ValidationProblem[] = [];
  for (const field of model.ownFields.values()) {
    const isUnique = field.unique || (field.primaryKey && !field.isAuto);
    if (isUnique && asked.isRight(field) && (await isTaken(model, [field], asked)))
      found.push(taken(model, field));
    if (asked.isRight(field))
      found.push(...(await uniqueForProblems(model, field, asked.row, asked.database)));
  }
  if (model.isComposite && model.keyFields.every(asked.isRight) && !RowState.group(asked.row)) {
    if (await isTaken(model, model.keyFields, asked)) found.push(together(model, model.keyFields));
  }
  return found;
}

function taken(model: ModelMeta, field: FieldInfo): ValidationProblem {
  return problem(field, "unique", `There is already a ${model.label} with this ${field.label}.`);
}

function together(model: ModelMeta, fields: readonly FieldInfo[]): ValidationProblem {
  const labels = fields.map(({ label }) => label).join(" and ");
  return {
    field: null,
    code: "unique-together",
    message: `There is already a ${model.label} with this ${labels}.`,
    values: { fields: fields.map(({ name }) => name) },
  };
}

async function ruleProblems(model: ModelMeta, asked: Asked): Promise<ValidationProblem[]> {
  const found: ValidationProblem[] = [];
  for (const rule of model.constraints) {
    const isBroken =
      rule.type === "check" ? breaksCheck(model, rule, asked) : breaksUnique(model, rule, asked);
    if (await isBroken) found.push(ruleProblem(model, rule));
  }
  return found;
}

function ruleProblem(model: ModelMeta, rule: CheckInfo | UniqueInfo): ValidationProblem {
  const { code, message, name } = rule;
  const usual = usualProblem(model, rule) ?? {
    field: null,
    code: rule.type,
    message: `The rule "${name}" is broken.`,
    values: { rule: name },
  };
  return { ...usual, code: code ?? usual.code, message: message ?? usual.message };
}

/** Of rules that speak of fields alone. A rule over one field, for all rows, is like a unique field. */
function usualProblem(model: ModelMeta, rule: CheckInfo | UniqueInfo): ValidationProblem | undefined {
  if (rule.type !== "unique" || rule.fields.length < rule.parts.length) return undefined;
  const [only] = rule.fields;
  const isOfField = only !== undefined && rule.fields.length === 1 && rule.condition === undefined;
  return isOfField ? taken(model, only) : together(model, rule.fields);
}

async function breaksCheck(model: ModelMeta, { condition }: CheckInfo, asked: Asked): Promise<boolean> {
  if (!fieldsIn(condition).every(asked.isRight)) return false;
  return !(await holdsFor(asked.row, model, condition, asked.database));
}

async function breaksUnique(model: ModelMeta, rule: UniqueInfo, asked: Asked): Promise<boolean> {
  const { row, database } = asked;
  const nodes = rule.parts.map((part) => part.expression ?? columnOf(part.field!)); // a part is one or the other
  const named = [...nodes, ...(rule.condition === undefined ? [] : [rule.condition])].flatMap(fieldsIn);
  if (!named.every(asked.isRight)) return false;
  if (rule.condition !== undefined && !(await holdsFor(row, model, rule.condition, database))) return false;
  const isNull = (field: FieldInfo) => ((row as Values)[field.attribute] ?? null) === null;
  if (rule.nullsDistinct !== false && nodes.flatMap(fieldsIn).some(isNull)) return false; // nulls never equal each other
  const conditions = nodes.map((node): Node => {
    const field = node.kind === "column" ? node.field : undefined;
    const value = field !== undefined && isNull(field) ? undefined : withValues(node, row, database);
    return value === undefined
      ? { kind: "compare", operator: "isNull", left: node, right: [{ kind: "value", value: true }] }
      : { kind: "compare", operator: "eq", left: node, right: [value] };
  });
  if (rule.condition !== undefined) conditions.push(rule.condition);
  const state = withCondition(
    emptyState(model, database),
    () => new Expression({ kind: "and", items: conditions }),
    false,
  );
  return hasRows(withoutItself(state, model, row));
}

function columnOf(field: FieldInfo): Node {
  return { kind: "column", path: undefined, field };
}

async function isTaken(
  model: ModelMeta,
  fields: readonly FieldInfo[],
  { row, database }: Asked,
): Promise<boolean> {
  const condition: Record<string, unknown> = {};
  for (const field of fields) {
    const value = (row as Values)[field.attribute] ?? null;
    if (value === null) return false; // nulls never equal each other
    condition[field.name] = { eq: value }; // which may be an object
  }
  const state = withCondition(emptyState(model, database), condition, false);
  return hasRows(withoutItself(state, model, row));
}
