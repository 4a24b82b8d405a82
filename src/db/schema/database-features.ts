import { InvalidModelError } from "../errors.ts";
import type { DatabaseKind } from "./model-state.ts";

const kinds: readonly DatabaseKind[] = ["sqlite", "postgres", "mysql"];

/** What only some of the databases can do, and which. */
const databasesWith = {
  /** Indexes and unique rules over expressions. */
  expressionIndexes: ["sqlite", "postgres"],
  /** Indexes and unique rules for some of the rows. */
  partialIndexes: ["sqlite", "postgres"],
  /** Indexes that hold further columns. */
  coveringIndexes: ["postgres"],
  /** Unique rules that are looked at when the transaction ends. */
  deferrableUnique: ["postgres"],
  /** Unique rules for which nulls are equal. */
  nullsNotDistinct: ["postgres"],
  /** Computed columns that aren't stored. */
  virtualColumns: ["sqlite", "mysql"],
  /** `lock()` of rows. */
  rowLocks: ["postgres", "mysql"],
  /** `distinct()` with fields. */
  distinctOn: ["postgres"],
  /** Comments on tables and columns. */
  comments: ["postgres", "mysql"],
  /** Places of tables and indexes. */
  tablespaces: ["postgres"],
} as const satisfies Readonly<Record<string, readonly DatabaseKind[]>>;

/** What a model may require of a database. */
export type DatabaseFeature = keyof typeof databasesWith;

/**
 * The kinds of databases that have all that a model requires; `undefined` where all kinds do.
 * @throws {@link InvalidModelError} where none does, or a feature isn't known.
 */
export function kindsFor(
  model: string,
  required: { readonly database?: DatabaseKind; readonly features?: readonly DatabaseFeature[] },
): DatabaseKind | readonly DatabaseKind[] | undefined {
  const { database, features = [] } = required;
  const unknown = features.find((feature) => !Object.hasOwn(databasesWith, feature));
  if (unknown !== undefined)
    throw new InvalidModelError(
      `${model}.meta() requires the feature "${unknown}", which is none.\nFeatures: ${Object.keys(databasesWith).join(", ")}.`,
    );
  const fitting = kinds.filter((kind) => {
    const hasAll = features.every((feature) => (databasesWith[feature] as readonly string[]).includes(kind));
    return hasAll && (database === undefined || database === kind);
  });
  if (fitting.length === kinds.length) return undefined;
  if (fitting.length > 0) return fitting.length === 1 ? fitting[0] : fitting;
  throw new InvalidModelError(
    `${model}.meta() requires ${[database, ...features].filter(Boolean).join(", ")}, which no database has together. Require less.`,
  );
}
