import { type Json, type JsonObject, tagOf } from "./documents.ts";

/** A condition as the corpus writes it: connector, negation, and lookups with values or further conditions. */
export interface QDocument {
  readonly connector: string;
  readonly negated: boolean;
  readonly children: readonly Json[];
}

/** The condition that a call of filter() or exclude() makes of its arguments. */
export function qOf(args: readonly Json[], kwargs: readonly (readonly [string, Json])[]): QDocument {
  const children: Json[] = [...args, ...kwargs.map(([name, value]): Json => [name, value])];
  return { connector: "AND", negated: false, children };
}

/** The condition that a `$q` among others holds. */
export function nested(child: Json): QDocument {
  return (child as JsonObject).$q as unknown as QDocument;
}

/** Whether a condition says nothing. */
export function isEmpty({ children }: QDocument): boolean {
  return children.every(
    (child) => tagOf(child) === "$q" && isEmpty((child as JsonObject).$q as unknown as QDocument),
  );
}
