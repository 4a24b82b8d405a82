import { count, type Expression, type FieldInfo, type ModelMeta } from "../../db/index.ts";
import type { AnyRow, RowHandle } from "../rows.ts";
import { capitalized } from "../wording.ts";
import { isNumber, labelColumn } from "./default-options.ts";
import type { ColumnOption } from "./resource.ts";
import { type FoundPath, findPath, type ResourceProblems } from "./resource-problems.ts";

/** What a column of a list needs: what to load, how to read a cell, and how to order by it. */
export interface ColumnPlan {
  /** Its name in the URL. */
  readonly key: string;
  readonly label: string;
  readonly isNumber: boolean;
  /** The field that cells are values of, for choices and decimals. */
  readonly field?: FieldInfo | undefined;
  /** A relation to load with the rows. */
  readonly include?: string | undefined;
  /** The model that cells link to. */
  readonly target?: ModelMeta | undefined;
  /** A value that the database works out for each row, and its name on the row. */
  readonly annotation?: { readonly name: string; expression(row: RowHandle): Expression };
  read(row: AnyRow): unknown;
  /** What the rows are ordered by, if they can be; several where the column shows a row with an order of its own. */
  readonly orderBy?: readonly ((row: RowHandle) => Expression)[];
}

/** Makes the plan of a column; `undefined` where its option is wrong, which the problems then tell. */
export function planColumn(
  meta: ModelMeta,
  option: ColumnOption<unknown> | string,
  problems: ResourceProblems,
): ColumnPlan | undefined {
  if (typeof option === "string") return planField(meta, option, undefined, problems);
  const written = option as {
    field?: string;
    count?: string;
    value?: (row: AnyRow) => unknown;
    label?: string;
  };
  if (written.field !== undefined) return planField(meta, written.field, written.label, problems);
  if (written.count !== undefined) return planCount(meta, written.count, written.label, problems);
  if (typeof written.value !== "function" || written.label === undefined) {
    problems.add(
      `columns: ${JSON.stringify(option)} is no column. Write the name of a field, { field, label }, { count, label } or { label, value: (row) => … }.`,
    );
    return undefined;
  }
  return { key: `~${written.label}`, label: written.label, isNumber: false, read: written.value };
}

function planField(
  meta: ModelMeta,
  path: string,
  label: string | undefined,
  problems: ResourceProblems,
): ColumnPlan | undefined {
  if (path === labelColumn) {
    return {
      key: path,
      label: label ?? capitalized(meta.label),
      isNumber: false,
      read: (row) => String(row),
    };
  }
  const found = findPath(meta, path, "columns", problems);
  if (found === undefined) return undefined;
  const { through, field, relation } = found;
  if (relation?.kind === "hasMany" || through?.toMany) {
    problems.add(`columns: "${path}" leads to many rows. Use { count: "${path.split(".")[0]}" } instead.`);
    return undefined;
  }
  const name = path.split(".").at(-1)!;
  return {
    key: path,
    label: label ?? capitalized(labelOf(meta, found)),
    isNumber: field !== undefined && isNumber(field),
    field: relation === undefined ? field : undefined,
    include: through?.name ?? relation?.name,
    target: through === undefined && relation !== undefined && !relation.toMany ? relation.target : undefined,
    read: readerOf(found, name),
    ...(relation?.toMany || relation?.kind === "hasOne" ? {} : { orderBy: orderOf(found, name) }),
  };
}

function labelOf(meta: ModelMeta, { through, field, relation }: FoundPath): string {
  const own = relation?.label ?? (field?.primaryKey && field.isAuto ? "ID" : field?.label) ?? meta.label;
  return through === undefined ? own : `${through.label} ${own}`;
}

function readerOf({ through, field, relation }: FoundPath, name: string): (row: AnyRow) => unknown {
  const attribute = relation === undefined ? (field?.attribute ?? name) : name;
  if (through === undefined) return (row) => row[attribute];
  return (row) => (row[through.name] as AnyRow | null)?.[attribute];
}

function orderOf({ through, field, relation }: FoundPath, name: string): ((row: RowHandle) => Expression)[] {
  const step = (row: RowHandle): RowHandle => (through === undefined ? row : row[through.name]);
  if (relation === undefined) return [(row) => step(row)[field!.name]];
  // A relation is ordered as its rows are, where they have an order.
  const own = relation.target.orderBy.filter((key) => !key.includes("."));
  if (own.length === 0) return [(row) => step(row)[name][relation.target.primaryKey.name]];
  return own.map((key) => (row) => step(row)[name][key.replace(/^-/, "")]);
}

function planCount(
  meta: ModelMeta,
  name: string,
  label: string | undefined,
  problems: ResourceProblems,
): ColumnPlan | undefined {
  const toMany = [...meta.relations.values()].filter((relation) => relation.toMany);
  const relation = toMany.find((each) => each.name === name);
  if (relation === undefined) {
    problems.unknownName(
      meta,
      name,
      "columns, count",
      toMany.map((each) => each.name),
    );
    return undefined;
  }
  const annotation = `countOf${capitalized(name)}`;
  return {
    key: `count:${name}`,
    label: label ?? capitalized(relation.label),
    isNumber: true,
    annotation: { name: annotation, expression: (row) => count(row[name], { distinct: true }) },
    read: (row) => row[annotation],
    orderBy: [(row) => row[annotation]],
  };
}
