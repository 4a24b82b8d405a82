import type { AutomaticKeyType } from "../fields/automatic-key.ts";
import type { ModelState } from "../schema/model-state.ts";
import { labelOf, SchemaState } from "../schema/schema-state.ts";
import type { ModelExtras } from "../source-text/model-source.ts";
import { meaningOf } from "./column-types.ts";
import { draftFields } from "./draft-fields.ts";
import type { DraftModel } from "./draft-model.ts";
import { nameTargets } from "./draft-references.ts";
import { draftRules } from "./draft-rules.ts";
import type { Introspected, IntrospectOptions } from "./introspected.ts";
import { addInverses } from "./inverse-relations.ts";
import { addManyToMany, findJoinTables } from "./join-tables.ts";
import { keyType } from "./key-type.ts";
import { className } from "./names.ts";
import type { DatabaseFacts, TableFacts } from "./table-facts.ts";

/**
 * Models of tables. What they can't say of the tables is listed in the notes.
 *
 * Tables that stand between two others and hold nothing else become many-to-many relations; every other one a model.
 */
export function introspectTables(facts: DatabaseFacts, options: IntrospectOptions): Introspected {
  const wanted = facts.tables.filter(
    (table) => !options.known.has(table.name) && !isSkipped(table.name, options),
  );
  const tables = wanted.filter(({ columns }) => columns.length > 0);
  const notes = [...facts.notes, ...wanted.filter((table) => !tables.includes(table)).map(emptyNote)];
  const joins = findJoinTables(tables, options);
  const labels = nameModels(
    tables.filter((table) => !joins.has(table.name)),
    options,
  );
  const defaultKey = options.defaultKey ?? commonKey(tables, facts.tables, options);
  const drafts = tables
    .filter((table) => !joins.has(table.name))
    .map((table) => draftFields(table, { ...options, labels, tables: facts.tables, defaultKey }));
  nameTargets(drafts, options.known);
  for (const draft of drafts) draftRules(draft, options);
  addManyToMany(drafts, joins, tables, { ...options, labels });
  const models = drafts.map((draft) => modelOf(draft, options));
  addInverses(drafts, models);
  const referred = [...options.known.values()];
  return {
    state: new SchemaState([...models, ...referred]),
    models,
    extras: new Map(drafts.map((draft): [string, ModelExtras] => [draft.label, draft.extras])),
    defaultKey,
    notes: [
      ...notes,
      ...typeNotes(drafts.map(({ table }) => table)),
      ...drafts.flatMap((draft) => draft.notes.map((note) => `${draft.table.name}: ${note}`)),
    ],
  };
}

/** MariaDB and MySQL keep views of tables that are gone; PostgreSQL has tables without columns. */
function emptyNote({ name, kind }: TableFacts): string {
  return kind === "view"
    ? `The view "${name}" has no columns: what it is made of is gone, or may not be seen. No model is written.`
    : `The table "${name}" has no columns, or none that may be seen. No model is written.`;
}

/** Types that the database was given by hand: another database has them only when it gets them. */
function typeNotes(tables: readonly TableFacts[]): readonly string[] {
  const notes = new Map<string, string>();
  for (const { name, columns } of tables)
    for (const { type, baseType, values = [] } of columns) {
      if (notes.has(type) || /^enum\(/i.test(type)) continue; // MariaDB's say themselves what they are
      const isDomain = baseType !== undefined;
      if (!isDomain && values.length === 0) continue;
      const sql = isDomain
        ? `CREATE DOMAIN ${type} AS ${baseType}`
        : `CREATE TYPE ${type} AS ENUM (${values.map(quoteText).join(", ")})`;
      notes.set(
        type,
        `${name}: the type ${type} is this database's own. For others, let the first migration begin with runSql(${JSON.stringify(sql)})${isDomain ? " and the domain's rules" : ""}; here, where the tables are taken over, that is passed over.`,
      );
    }
  return [...notes.values()];
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function isSkipped(table: string, { skipped }: IntrospectOptions): boolean {
  return skipped.has(table) || isBookkeeping(table);
}

/** Tables in which frameworks remember their own affairs. */
function isBookkeeping(table: string): boolean {
  return /^(quintet_migration\w*|django_migrations|sqlite_\w+|schema_migrations|ar_internal_metadata|migrations|knex_migrations(_lock)?|_prisma_migrations|SequelizeMeta|flyway_schema_history|alembic_version|spatial_ref_sys)$/.test(
    table,
  );
}

/** The label of each table's model: `"shop.Book"`. */
function nameModels(
  tables: readonly TableFacts[],
  { moduleOf, known, isDjango }: IntrospectOptions,
): ReadonlyMap<string, string> {
  const labels = new Map<string, string>([...known].map(([table, model]) => [table, labelOf(model)]));
  const taken = new Set<string>([...known.values()].map(({ name }) => name));
  for (const table of tables) {
    const module = moduleOf(table.name);
    const name = className(table.name, { module, isSingular: isDjango }, (candidate) => taken.has(candidate));
    taken.add(name);
    labels.set(table.name, `${module}.${name}`);
  }
  return labels;
}

/** The kind of key that most tables with a counted `id` have. */
function commonKey(
  tables: readonly TableFacts[],
  all: readonly TableFacts[],
  { kind }: IntrospectOptions,
): AutomaticKeyType {
  const counts = new Map<AutomaticKeyType, number>();
  for (const table of tables) {
    const [only, more] = table.primaryKey;
    const column = table.columns.find(({ name }) => name === only);
    if (column?.counts === undefined || more !== undefined) continue;
    const key = keyType(table, all, meaningOf(kind, column).field.type, undefined);
    counts.set(key, (counts.get(key) ?? 0) + (kind === "sqlite" && !isReferred(table, all) ? 0 : 1));
  }
  const [first] = [...counts].toSorted(([, a], [, b]) => b - a);
  return first?.[0] ?? "auto";
}

function isReferred({ name }: TableFacts, all: readonly TableFacts[]): boolean {
  return all.some(({ foreignKeys }) => foreignKeys.some((key) => key.table === name));
}

function modelOf(draft: DraftModel, { moduleOf }: IntrospectOptions): ModelState {
  const module = moduleOf(draft.table.name);
  const { table, name, fields, indexes, constraints } = draft;
  const usual = `${module}_${name.toLowerCase()}`;
  return {
    module,
    name,
    ...(table.name !== usual && { table: table.name }),
    ...(draft.isManaged ? {} : { managed: false }),
    ...(table.comment !== undefined && { comment: table.comment }),
    ...(table.tablespace !== undefined && { tablespace: table.tablespace }),
    fields,
    ...(draft.primaryKey !== undefined && { primaryKey: draft.primaryKey }),
    indexes,
    constraints,
  };
}
