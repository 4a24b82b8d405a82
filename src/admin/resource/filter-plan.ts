import type { Expression, FieldInfo, ModelMeta, RelationInfo } from "../../db/index.ts";
import { type AnyRow, findRow, keyOf, parseKey, type RowHandle, rowsOf } from "../rows.ts";
import { capitalized, shortened } from "../wording.ts";
import { type DatePeriod, datePeriods, periodStart } from "./date-periods.ts";
import type { ResourceProblems } from "./resource-problems.ts";

/** A value that a filter can have. */
export interface FilterOption {
  /** As the URL has it. */
  readonly value: string;
  readonly label: string;
}

/** A filter of a list. Its values come from a URL and are checked here; they never reach a query as they are. */
export interface FilterPlan {
  readonly name: string;
  readonly label: string;
  /** Whether one row may fulfil the condition several times. */
  readonly isToMany: boolean;
  accepts(value: string): boolean;
  condition(row: RowHandle, value: string): Expression<boolean>;
  /** What can be chosen. `chosen` is among them, whatever their number. */
  options(chosen: string | undefined): Promise<FilterList>;
}

export interface FilterList {
  readonly options: readonly FilterOption[];
  /** Whether there are more than are listed. */
  readonly isCut: boolean;
}

/** Values for rows that hold nothing, or anything. */
const nothing: FilterOption = { value: "~empty", label: "Empty" };
const anything: FilterOption = { value: "~filled", label: "Not empty" };
const maxRelationOptions = 100;

/** Makes the plan of a filter; `undefined` where its option is wrong, which the problems then tell. */
export function planFilter(
  meta: ModelMeta,
  name: string,
  problems: ResourceProblems,
): FilterPlan | undefined {
  const relation = meta.relations.get(name);
  if (relation?.kind === "belongsTo" || relation?.kind === "manyToMany") return relationFilter(relation);
  const field = meta.fields.get(name);
  if (field === undefined || relation !== undefined) {
    problems.unknownName(meta, name, "filters", meta.fields.keys());
    return undefined;
  }
  const choices = choicesOf(field);
  if (choices !== undefined) return choiceFilter(field, choices);
  if (field.type === "datetime" || field.type === "date") return dateFilter(field);
  if (field.nullable) return emptinessFilter(field);
  problems.add(
    `filters: ${field} holds ${field.type} values, which can't be listed. Filters take choices, yes and no, dates, relations and whatever may be null. Use "search" for texts.`,
  );
  return undefined;
}

interface ValueOption extends FilterOption {
  readonly stored: unknown;
}

function choicesOf(field: FieldInfo): ValueOption[] | undefined {
  if (field.choices !== undefined) {
    return field.choices.map(({ value, label }) => ({ value: String(value), label, stored: value }));
  }
  if (field.type !== "boolean") return undefined;
  return [
    { value: "yes", label: "Yes", stored: true },
    { value: "no", label: "No", stored: false },
  ];
}

function choiceFilter(field: FieldInfo, choices: readonly ValueOption[]): FilterPlan {
  return planFor(field, choices, (column, value) => {
    const chosen = choices.find((choice) => choice.value === value)!;
    return column.eq(chosen.stored);
  });
}

function dateFilter(field: FieldInfo): FilterPlan {
  const starts = (value: string) =>
    periodStart(value as DatePeriod, field.type as "date" | "datetime", new Date());
  return planFor(field, datePeriods, (column, value) => column.gte(starts(value)));
}

function emptinessFilter(field: FieldInfo): FilterPlan {
  return planFor(field, [], () => {
    throw new TypeError("Only emptiness is filtered by."); // accepts() lets nothing else through
  });
}

type Column = Expression<unknown>;

/** A filter by fixed values, and by emptiness where the field may be empty. */
function planFor(
  field: FieldInfo,
  values: readonly FilterOption[],
  compare: (column: Column, value: string) => Expression<boolean>,
): FilterPlan {
  const options = field.nullable ? [...values, nothing, anything] : values;
  return {
    name: field.name,
    label: capitalized(field.label),
    isToMany: false,
    accepts: (value) => options.some((option) => option.value === value),
    condition(row, value) {
      const column: Column = row[field.name];
      if (value === nothing.value) return column.isNull();
      return value === anything.value ? column.isNotNull() : compare(column, value);
    },
    options: async () => ({ options, isCut: false }),
  };
}

function relationFilter(relation: RelationInfo): FilterPlan {
  const { target } = relation;
  const extra = relation.field?.nullable ? [nothing, anything] : [];
  return {
    name: relation.name,
    label: capitalized(relation.label),
    isToMany: relation.toMany,
    accepts: (value) =>
      extra.some((option) => option.value === value) || parseKey(target, value) !== undefined,
    condition(row, value) {
      if (value === nothing.value) return row[relation.name].isNull();
      if (value === anything.value) return row[relation.name].isNotNull();
      return row[relation.name][target.primaryKey.name].eq(parseKey(target, value));
    },
    async options(chosen) {
      const rows = await rowsOf(target.model).limit(maxRelationOptions + 1);
      const isCut = rows.length > maxRelationOptions;
      const listed = rows.slice(0, maxRelationOptions).map((row) => optionOf(target, row));
      const options = [...listed, ...extra];
      if (chosen !== undefined && !options.some((option) => option.value === chosen)) {
        const row = await findRow(target, chosen);
        if (row !== null) options.unshift(optionOf(target, row));
      }
      return { options, isCut };
    },
  };
}

function optionOf(target: ModelMeta, row: AnyRow): FilterOption {
  return { value: String(keyOf(target, row)), label: shortened(String(row), 60) };
}
