import type { FieldInfo } from "../../models/field-info.ts";

/** The column type, exactly as Django's SQLite backend declares it. */
export function sqliteColumnType(field: FieldInfo): string {
  switch (field.type) {
    case "auto":
    case "bigAuto":
      return "integer";
    case "string":
      return field.maxLength === undefined ? "varchar" : `varchar(${field.maxLength})`;
    case "text":
    case "json":
      return "text";
    case "integer":
      return field.positive ? "integer unsigned" : "integer";
    case "smallInteger":
      return field.positive ? "smallint unsigned" : "smallint";
    case "bigInteger":
      return field.positive ? "bigint unsigned" : "bigint";
    case "float":
      return "real";
    case "boolean":
      return "bool";
    case "duration":
      return "bigint";
    case "uuid":
      return "char(32)";
    case "binary":
      return "BLOB";
    case "decimal":
    case "datetime":
    case "date":
    case "time":
      return field.type;
    case "custom": {
      const { columnType } = field.custom!; // a custom field has a codec
      return typeof columnType === "string" ? columnType : columnType.sqlite;
    }
  }
}

/** The condition that comes with the column, as Django writes it. */
export function sqliteColumnCheck(field: FieldInfo): string | undefined {
  const column = `"${field.column.replaceAll('"', '""')}"`;
  if (field.positive) return `${column} >= 0`;
  return field.type === "json" ? `(JSON_VALID(${column}) OR ${column} IS NULL)` : undefined;
}
