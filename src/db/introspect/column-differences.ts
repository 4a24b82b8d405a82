import { uncounted } from "../fields/automatic-key.ts";
import type { DefaultState } from "../schema/model-state.ts";
import { type ColumnDefinition, ownColumnType, type Storage } from "../schema/table-definition.ts";
import { meaningOf, withoutWidth } from "./column-types.ts";
import { parseDefault } from "./parse-default.ts";
import type { Comparison } from "./table-differences.ts";
import type { ColumnFacts } from "./table-facts.ts";

/* Whether a column that is there holds what a field does: the ends of sentences about the column, where it doesn't. */

/** Of its type. Types of other names that hold the same values count as the same. */
export function typeDifference(
  { kind, isJoin }: Comparison,
  { storage, primaryKey, references }: ColumnDefinition,
  found: ColumnFacts,
): string | undefined {
  const difference = `is of the type ${found.type || "(none)"}, and the model's field "${storage.type}" is another`;
  if (isJoin && primaryKey && found.counts !== undefined) return undefined;
  const own = ownColumnType(storage, kind);
  if (own !== undefined || storage.type === "custom")
    return isSameType(kind, own ?? "text", found) ? undefined : difference;
  const { field } = meaningOf(kind, found, {
    isJson: storage.type === "json",
    isUuid: storage.type === "uuid",
  });
  const held =
    kind === "sqlite" && primaryKey && found.counts !== undefined
      ? uncounted(storage.type)
      : heldBy(field.type, kind);
  const wanted = heldBy(storage.type, kind);
  // PostgreSQL and SQLite take references in numbers of another size.
  const isReference =
    references !== undefined && wholeNumbers.includes(wanted) && wholeNumbers.includes(held);
  if (held !== wanted && !isReference) return difference;
  if (storage.type === "string" && storage.maxLength !== field.maxLength)
    return `holds ${field.maxLength ?? "any number of"} characters, and the model's field ${storage.maxLength ?? "any number of"}`;
  const isExact = storage.type === "decimal" && kind !== "sqlite";
  if (isExact && (storage.digits !== field.digits || (storage.places ?? 0) !== (field.places ?? 0)))
    return difference;
  const isUnsignedKey = kind === "mysql" && primaryKey && field.positive === true;
  if (isUnsignedKey && references === undefined && !storage.positive && !storage.unsigned)
    return "is unsigned, and the model's key isn't: write positive: true, or the database refuses foreign keys to it";
  const isSigned = field.positive !== true && kind === "mysql" && storage.positive === true;
  return isSigned && references === undefined
    ? "takes negative numbers, and the model's field doesn't"
    : undefined;
}

const wholeNumbers = ["smallInteger", "integer", "bigInteger"];

/** One name for the kinds of values that a database holds alike. */
function heldBy(type: Storage["type"] | string, kind: Comparison["kind"]): string {
  const plain = uncounted(type as Storage["type"]);
  if (plain === "duration" && kind !== "postgres") return "bigInteger";
  return plain;
}

function isSameType(kind: Comparison["kind"], wanted: string, found: ColumnFacts): boolean {
  const plain = (type: string) =>
    withoutWidth(kind, type)
      .toLowerCase()
      .replaceAll(/\bvarchar\b/g, "character varying")
      .replaceAll(/\s+/g, "");
  // MariaDB keeps JSON as a long text.
  const isJson = kind === "mysql" && /^json$/i.test(wanted) && /^longtext$/i.test(found.type);
  return plain(wanted) === plain(found.type) || isJson;
}

/** Of the default of the database, where the model has one. */
export function defaultDifference(
  comparison: Comparison,
  { dbDefault, storage }: ColumnDefinition,
  found: ColumnFacts,
): string | undefined {
  if (dbDefault === undefined) return undefined;
  const shown =
    found.default === undefined
      ? "has no default in the database"
      : `has the default ${found.default} in the database`;
  const difference = `${shown}, and the model another`;
  if (found.default === undefined)
    return "value" in dbDefault && dbDefault.value === null ? undefined : difference;
  const stored = parseDefault(comparison.kind, found.default, storage.type);
  if ("op" in dbDefault && dbDefault.op === "now")
    return stored !== undefined && "op" in stored && stored.op === "now" ? undefined : difference;
  if (stored !== undefined && "value" in dbDefault && "value" in stored)
    return isSameConstant(dbDefault.value, stored.value) ? undefined : difference;
  return comparison.ownCondition(dbDefault) === comparison.storedCondition(found.default)
    ? undefined
    : difference;
}

function isSameConstant(one: DefaultState, other: DefaultState): boolean {
  if (one === other || JSON.stringify(one) === JSON.stringify(other)) return true;
  const isNumber = [one, other].every((value) => /^-?\d+(\.\d+)?$/.test(String(value)));
  return isNumber && Number(one) === Number(other);
}

/** Of how the database computes it. */
export function generatedDifference(
  comparison: Comparison,
  { generated }: ColumnDefinition,
  found: ColumnFacts,
): string | undefined {
  if (generated === undefined)
    return found.generated === undefined
      ? undefined
      : "is computed by the database, and the model's field isn't";
  if (found.generated === undefined) return "is not computed by the database, as the model's field is";
  const isSame =
    comparison.ownCondition(generated.expression) === comparison.storedCondition(found.generated.expression);
  return isSame ? undefined : `is computed as ${found.generated.expression}, and the model says otherwise`;
}
