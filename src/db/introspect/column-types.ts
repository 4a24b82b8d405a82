import { choiceLength } from "../fields/text-fields.ts";
import type { DatabaseKind, FieldState } from "../schema/model-state.ts";
import { setValues } from "../schema/set-values.ts";
import type { ColumnFacts } from "./table-facts.ts";

/*
 * What a column's type means for a field. Where a database has no type of its own for something, what else is known of the
 * column decides: a condition that its text is JSON, values that all look like UUIDs.
 */

export interface ColumnMeaning {
  readonly field: Pick<FieldState, "type" | "maxLength" | "digits" | "places" | "positive" | "columnType">;
  /** All values that it may hold. */
  readonly choices?: readonly string[];
  /** What the field can't say of the column: a sentence's end. */
  readonly note?: string;
}

/** What is known of a column beside its type. */
export interface ColumnHints {
  /** A condition says that it holds JSON. */
  readonly isJson?: boolean;
  /** A condition says that it isn't negative. */
  readonly isPositive?: boolean;
  /** Its 32 characters are those of a UUID. */
  readonly isUuid?: boolean;
}

/** What a column holds, as a field. */
export function meaningOf(kind: DatabaseKind, column: ColumnFacts, hints: ColumnHints = {}): ColumnMeaning {
  if (column.counts !== undefined && !isWholeNumber(column.type)) return other(column);
  if (kind === "mysql" && setValues(column.type) !== undefined)
    return { field: { type: "custom", columnType: column.type } };
  if (column.values !== undefined) return enumeration(kind, column.type, column.values);
  const found = meanings[kind](parse(column.baseType ?? column.type), hints);
  if (found === undefined) return other(column);
  return column.baseType === undefined ? found : native(kind, column.type, found);
}

/** A type that models don't make by themselves is named in the field. */
function native(kind: DatabaseKind, type: string, { field, ...more }: ColumnMeaning): ColumnMeaning {
  return { ...more, field: { ...field, columnType: { [kind]: withoutWidth(kind, type) } } };
}

/** MariaDB writes behind whole numbers how wide they are shown. */
export function withoutWidth(kind: DatabaseKind, type: string): string {
  return kind === "mysql" ? type.replace(/^((?:big|small|tiny|medium)?int|year)\(\d+\)/i, "$1") : type;
}

function enumeration(kind: DatabaseKind, type: string, choices: readonly string[]): ColumnMeaning {
  return native(kind, type, { field: { type: "string", maxLength: choiceLength(choices) }, choices });
}

function isWholeNumber(type: string): boolean {
  return /^(big|small|medium|tiny)?int(eger)?\b|^serial/i.test(type);
}

/** A kind of field of the models' own, for what no builder makes. */
function other({ type }: ColumnFacts): ColumnMeaning {
  const note = `its type ${type || "(none)"} is read and written as text; give the field a toDatabase and a fromDatabase that suit it`;
  return { field: { type: "custom", columnType: type }, note };
}

interface ParsedType {
  /** As the database writes it. */
  readonly whole: string;
  /** Without sizes: `"character varying"`, `"int unsigned"`. */
  readonly name: string;
  readonly sizes: readonly number[];
  readonly isUnsigned: boolean;
}

/** `"numeric(8,2)"`, `"int(10) unsigned"`, `"timestamp(3) without time zone"`. */
function parse(whole: string): ParsedType {
  const type = whole.toLowerCase();
  const sizes = /\(\s*([\d\s,]+)\)/.exec(type)?.[1] ?? "";
  const isUnsigned = /\bunsigned\b/.test(type);
  const name = type
    .replace(/\(.*?\)/, "")
    .replaceAll(/\b(unsigned|zerofill|signed)\b/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return { whole, name, sizes: sizes.split(",").filter(Boolean).map(Number), isUnsigned };
}

type Meaning = (type: ParsedType, hints: ColumnHints) => ColumnMeaning | undefined;

function plain(type: FieldState["type"], note?: string): ColumnMeaning {
  return { field: { type }, ...(note !== undefined && { note }) };
}

function whole(type: FieldState["type"], isPositive: boolean, note?: string): ColumnMeaning {
  return { field: { type, ...(isPositive && { positive: true }) }, ...(note !== undefined && { note }) };
}

function text({ sizes: [maxLength] }: ParsedType, note?: string): ColumnMeaning {
  return {
    field: { type: "string", ...(maxLength !== undefined && { maxLength }) },
    ...(note !== undefined && { note }),
  };
}

function decimal({ sizes: [digits, places = 0] }: ParsedType): ColumnMeaning {
  return { field: { type: "decimal", ...(digits !== undefined && { digits, places }) } };
}

const ipAddress: ColumnMeaning = {
  field: {
    type: "custom",
    maxLength: 39,
    columnType: { sqlite: "char(39)", postgres: "inet", mysql: "char(39)" },
  },
};

const sqlite: Meaning = (type, hints) => {
  const { name, sizes, isUnsigned } = type;
  const isPositive = isUnsigned || hints.isPositive === true;
  switch (name) {
    case "integer":
    case "int":
    case "mediumint":
      return whole("integer", isPositive);
    case "tinyint":
      return sizes[0] === 1 ? plain("boolean") : whole("smallInteger", isPositive);
    case "smallint":
    case "int2":
      return whole("smallInteger", isPositive);
    case "bigint":
    case "int8":
      return whole("bigInteger", isPositive);
    case "real":
    case "double":
    case "double precision":
    case "float":
      return plain("float");
    case "decimal":
    case "numeric":
      return decimal(type);
    case "bool":
    case "boolean":
      return plain("boolean");
    case "datetime":
    case "timestamp":
      return plain("datetime");
    case "date":
    case "time":
      return plain(name);
    case "json":
    case "jsonb":
      return plain("json");
    case "char":
      if (sizes[0] === 32 && hints.isUuid) return plain("uuid");
      return sizes[0] === 39 ? ipAddress : text(type);
    case "varchar":
    case "character":
    case "nchar":
    case "nvarchar":
    case "varying character":
    case "native character":
    case "character varying":
      return text(type);
    case "text":
    case "clob":
    case "mediumtext":
    case "longtext":
    case "tinytext":
      return plain(hints.isJson ? "json" : "text");
    case "blob":
    case "longblob":
    case "mediumblob":
    case "tinyblob":
    case "binary":
    case "varbinary":
      return plain("binary");
    case "uuid":
      return { field: { type: "custom", columnType: "uuid" } };
    case "":
      return plain("text", "it has no type, so this is a guess");
    default:
      return undefined;
  }
};

const postgres: Meaning = (type, hints) => {
  switch (type.name) {
    case "integer":
      return whole("integer", hints.isPositive === true);
    case "smallint":
      return whole("smallInteger", hints.isPositive === true);
    case "bigint":
      return whole("bigInteger", hints.isPositive === true);
    case "double precision":
      return plain("float");
    case "real":
      return native("postgres", type.whole, plain("float"));
    case "numeric":
      return decimal(type);
    case "boolean":
    case "date":
    case "uuid":
    case "text":
      return plain(type.name);
    case "timestamp with time zone":
      return plain("datetime");
    case "timestamp without time zone":
      return native(
        "postgres",
        type.whole,
        plain("datetime", "it keeps no time zone: its moments are taken for UTC"),
      );
    case "time without time zone":
      return plain("time");
    case "interval":
      return plain("duration");
    case "jsonb":
    case "json":
      return plain("json");
    case "bytea":
      return plain("binary");
    case "character varying":
      return text(type);
    case "character":
      return native(
        "postgres",
        type.whole,
        text(type, "its texts are filled up with spaces to their length"),
      );
    case "inet":
      return ipAddress;
    default:
      return undefined;
  }
};

const mysql: Meaning = (type, hints) => {
  const { name, sizes, isUnsigned } = type;
  const named = (meaning: ColumnMeaning) => native("mysql", type.whole, meaning);
  switch (name) {
    case "tinyint":
      if (sizes[0] === 1) return plain("boolean");
      return named(whole("smallInteger", isUnsigned));
    case "smallint":
      return whole("smallInteger", isUnsigned);
    case "mediumint":
      return named(whole("integer", isUnsigned));
    case "int":
    case "integer":
      return whole("integer", isUnsigned);
    case "bigint":
      return whole("bigInteger", isUnsigned);
    case "year":
      return named(plain("smallInteger"));
    case "double":
    case "double precision":
      return isUnsigned ? named(plain("float")) : plain("float");
    case "float":
      return named(plain("float"));
    case "decimal":
    case "numeric":
      return isUnsigned ? named(decimal(type)) : decimal(type);
    case "datetime":
      return plain("datetime");
    case "timestamp":
      return named(plain("datetime"));
    case "bit":
      return named(plain((sizes[0] ?? 1) === 1 ? "boolean" : "binary"));
    case "date":
    case "time":
    case "uuid":
      return plain(name);
    case "char":
      if (sizes[0] === 32 && hints.isUuid) return plain("uuid");
      return sizes[0] === 39 ? ipAddress : named(text(type));
    case "varchar":
      return text(type);
    case "json":
      return plain("json");
    case "longtext":
      return plain(hints.isJson ? "json" : "text");
    case "text":
    case "mediumtext":
      return plain("text");
    case "tinytext":
      return named(plain("text"));
    case "longblob":
    case "blob":
    case "mediumblob":
    case "tinyblob":
    case "varbinary":
    case "binary":
      return plain("binary");
    default:
      return undefined;
  }
};

const meanings: Readonly<Record<DatabaseKind, Meaning>> = { sqlite, postgres, mysql };
