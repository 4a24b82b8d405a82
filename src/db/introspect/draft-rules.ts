import type { ConditionState } from "../schema/condition-state.ts";
import type { DatabaseKind, FieldState, RuleParts } from "../schema/model-state.ts";
import { hashedName } from "../schema/object-names.ts";
import { addChoices, typeChoices } from "./draft-choices.ts";
import { kindsOf } from "./draft-fields.ts";
import type { DraftModel } from "./draft-model.ts";
import type { IntrospectOptions } from "./introspected.ts";
import { parseExpression } from "./parse-expression.ts";
import type { IndexFacts, TableFacts } from "./table-facts.ts";

/* The second step from a table to a model: indexes, unique rules and conditions, and what is chosen from. */

export function draftRules(draft: DraftModel, { kind }: IntrospectOptions): void {
  for (const index of draft.table.indexes) addIndex(draft, kind, index);
  withoutUsualIndexes(draft, kind);
  addChecks(draft, kind);
  typeChoices(draft, kind);
  const shownBy = ["name", "title", "label", "username", "subject", "headline"].find((name) => {
    const field = draft.fields[name];
    return field?.type === "string" && !field.nullable;
  });
  if (shownBy !== undefined) draft.extras.shownBy = shownBy;
}

const maxNameLengths: Readonly<Record<DatabaseKind, number>> = { sqlite: 200, postgres: 63, mysql: 64 };

function addIndex(draft: DraftModel, kind: DatabaseKind, index: IndexFacts): void {
  const { table, notes } = draft;
  const unsaid = unsaidOf(index);
  if (unsaid !== undefined) {
    notes.push(
      `the index "${index.name}" ${unsaid}; it stays in the database, and the model doesn't say it.`,
    );
    return;
  }
  const columns = index.parts.map(({ column }) => column);
  const [only] = index.parts;
  const single = index.parts.length === 1 ? only?.column : undefined;
  if (single !== undefined && isLikeIndex(table, index, single)) return;
  const field = single === undefined ? undefined : draft.fieldOf.get(single);
  if (field !== undefined && isBare(index) && index.unique && index.isConstraint) {
    update(draft, field, { unique: true });
    return;
  }
  if (field !== undefined && isBare(index) && !index.unique && isUsualIndex(table, kind, index, single!)) {
    const isRelation = draft.fields[field]?.type === "belongsTo";
    update(draft, field, isRelation ? {} : { index: true });
    return;
  }
  if (kind === "mysql" && !index.unique && isOfForeignKey(table, index)) return;
  const parts = ruleParts(draft, kind, index);
  const name = usualName(table, kind, index, columns);
  if (!index.unique) {
    draft.indexes.push({ name, ...parts });
    return;
  }
  draft.constraints.push({
    type: "unique",
    name,
    ...parts,
    ...(index.deferrable !== undefined && { deferrable: index.deferrable }),
    ...(index.nullsDistinct === false && { nullsDistinct: false }),
  });
}

/** What of an index no model says: the end of a sentence. */
function unsaidOf({ method, parts, isInvalid }: IndexFacts): string | undefined {
  if (isInvalid) return "is not ready to be used: building it failed, or a partition lacks it";
  if (method !== undefined) return `is of the kind ${method}`;
  const short = parts.find(({ length }) => length !== undefined);
  if (short !== undefined) return `holds the first ${short.length} characters of "${short.column}"`;
  const collated = parts.find(({ collation }) => collation !== undefined);
  if (collated !== undefined)
    return `compares "${collated.column ?? collated.expression}" by the collation ${collated.collation}`;
  return undefined;
}

/** Whether an index says no more than which columns it has. */
function isBare({ where, include, nullsDistinct, deferrable, tablespace, parts }: IndexFacts): boolean {
  const isPlain = parts.every(
    ({ descending, nulls, operatorClass, expression }) =>
      !descending && nulls === undefined && operatorClass === undefined && expression === undefined,
  );
  return (
    [where, include, nullsDistinct, deferrable, tablespace].every((more) => more === undefined) && isPlain
  );
}

/** The index for the beginnings of texts that PostgreSQL gets with each indexed text. */
function isLikeIndex(table: TableFacts, { name, parts: [part] }: IndexFacts, column: string): boolean {
  return (
    part?.operatorClass?.endsWith("_pattern_ops") === true &&
    name === hashedName(table.name, [column], "_like", 63)
  );
}

/** The index that a field has of its own. */
function isUsualIndex(
  { name: table }: TableFacts,
  kind: DatabaseKind,
  { name }: IndexFacts,
  column: string,
): boolean {
  return [hashedName(table, [column]), hashedName(table, [column], "", maxNameLengths[kind])].includes(name);
}

/** MariaDB and MySQL make an index for a foreign key that has none, under the name of the key, or of the column where it has none. */
function isOfForeignKey({ foreignKeys }: TableFacts, { name, parts }: IndexFacts): boolean {
  return foreignKeys.some(
    (key) =>
      (key.name === name || key.columns[0] === name) &&
      key.columns.length === parts.length &&
      key.columns.every((column, place) => column === parts[place]?.column),
  );
}

/** A name that nobody chose may have been shortened by the database: the model has the whole one. */
function usualName(
  { name: table }: TableFacts,
  kind: DatabaseKind,
  { name, unique }: IndexFacts,
  columns: readonly (string | undefined)[],
): string {
  const names = columns.map((column) => column ?? "expr");
  const whole = hashedName(table, names, unique ? "_uniq" : "");
  const short = hashedName(table, names, unique ? "_uniq" : "", maxNameLengths[kind]);
  return name === short ? whole : name;
}

function ruleParts(draft: DraftModel, kind: DatabaseKind, index: IndexFacts): RuleParts {
  const kinds = kindsOf(draft, kind);
  const hasClasses = index.parts.some(({ operatorClass }) => operatorClass !== undefined);
  const hasNulls = index.parts.some(({ nulls }) => nulls !== undefined);
  return {
    fields: index.parts.map(({ column, expression, descending }) => {
      const field = column === undefined ? undefined : draft.fieldOf.get(column);
      if (field !== undefined) return descending ? `-${field}` : field;
      return {
        expression: parseExpression(kind, expression ?? "", kinds),
        ...(descending && { descending: true as const }),
      };
    }),
    ...(index.where !== undefined && { where: parseExpression(kind, index.where, kinds) }),
    ...(index.include !== undefined && {
      include: index.include.map((column) => draft.fieldOf.get(column)!), // each column has a field
    }),
    ...(hasClasses && {
      operatorClasses: index.parts.map(
        ({ operatorClass, usualOperatorClass }) => operatorClass ?? usualOperatorClass ?? "",
      ),
    }),
    ...(hasNulls && { nulls: index.parts.map(({ nulls }) => nulls ?? null) }),
    ...(index.tablespace !== undefined && { tablespace: index.tablespace }),
  };
}

function update(draft: DraftModel, field: string, more: Partial<FieldState>): void {
  draft.fields[field] = { ...draft.fields[field]!, ...more }; // the caller found it
}

/** A relation has an index unless it says otherwise. On MariaDB and MySQL its foreign key brings one. */
function withoutUsualIndexes(draft: DraftModel, kind: DatabaseKind): void {
  const { table, fields } = draft;
  if (kind === "mysql" || !draft.isManaged) return;
  for (const [column, name] of draft.fieldOf) {
    const field = fields[name];
    if (field?.type !== "belongsTo" || field.unique || (field.primaryKey && table.primaryKey.length === 1))
      continue;
    const hasIndex = table.indexes.some(
      (index) =>
        index.parts.length === 1 &&
        index.parts[0]?.column === column &&
        isUsualIndex(table, kind, index, column),
    );
    if (!hasIndex) update(draft, name, { index: false });
  }
}

function addChecks(draft: DraftModel, kind: DatabaseKind): void {
  const { table, notes } = draft;
  const names = new Set(table.checks.map(({ name }) => name));
  for (const check of table.checks) {
    if (draft.impliedChecks.has(check)) continue;
    const condition = parseExpression(kind, check.condition, kindsOf(draft, kind));
    const name = check.name ?? madeName(table, condition, draft, names);
    names.add(name);
    draft.constraints.push({ type: "check", name, condition });
    addChoices(draft, condition);
    if (check.isUnchecked)
      notes.push(`the rule "${name}" was never looked at for the rows that were there (NOT VALID).`);
  }
}

/** A name for a condition that has none. */
function madeName(
  { name: table }: TableFacts,
  condition: ConditionState,
  draft: DraftModel,
  taken: ReadonlySet<string | undefined>,
): string {
  const column = [...draft.fieldOf].find(([, field]) => mentions(condition, field))?.[0];
  const base = `${table}${column === undefined ? "" : `_${column}`}_check`.slice(0, 60);
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}${number}`;
    if (!taken.has(name)) return name;
  }
}

function mentions(condition: ConditionState, field: string): boolean {
  if ("field" in condition) return condition.field === field;
  return "of" in condition && condition.of.some((item) => mentions(item, field));
}
