import type { Chain, Chosen, RowKind } from "./chains.ts";
import { attributeName } from "./django-model.ts";
import {
  type FieldDocument,
  isObject,
  type Json,
  type JsonObject,
  namedArguments,
  tagOf,
} from "./documents.ts";
import { argumentOf, fieldOf, operandOf } from "./expressions.ts";
import { modelOf } from "./models.ts";
import { call, dbFunction, type Handle, type Step, step } from "./quintet.ts";
import { filteredRelation, type Path, reach, type Scope, splitLookup } from "./scope.ts";

/*
 * annotate() and values() of a queryset. Whatever Django gives its rows, Quintet's select() gives objects here, under
 * Django's names; answers.ts makes lists or single values of them.
 */

/** annotate() and alias(). */
export function add(
  chain: Chain,
  method: "annotate" | "alias",
  args: readonly Json[],
  kwargs: JsonObject,
): void {
  const added = [...args.map((json) => [defaultName(json), json] as const), ...namedArguments(kwargs)];
  if (added.length === 0) chain.query = chain.query[method](() => ({}));
  for (const [name, json] of added) {
    if (tagOf(json) === "$filtered_relation") {
      const [lookup, condition] = (json as JsonObject).$filtered_relation as readonly [string, Json];
      const relation = { lookup, condition };
      chain.query = chain.query.alias((row) => ({ [name]: filteredRelation(chain.at(row), relation) }));
      chain.annotations.set(name, { relation });
      continue;
    }
    if (method === "annotate" && chain.kind !== "instances" && chain.model.lookup(name) !== undefined) {
      // In Quintet a name has one meaning in a query: what is called like a field is chosen beside the others.
      const value = { name, field: fieldOf(json, chain.scope) };
      select(chain, chain.kind, [
        ...chain.choices,
        { value, entries: (scope) => [[name, operandOf(json, scope)]] },
      ]);
      continue;
    }
    // One call each: Django lets a value use those before it.
    chain.query = chain.query[method]((row) => ({ [name]: operandOf(json, chain.at(row)) }));
    const field = fieldOf(json, chain.scope);
    chain.annotations.set(name, field === undefined ? {} : { field });
    if (method === "alias") continue;
    chain.selected.add(name);
    if (chain.kind !== "instances") chain.values = [...chain.values, { name, field }];
  }
}

/** The name of a total that is given none: `Avg("age")` is `age__avg`. */
export function defaultName(json: Json): string {
  const written = isObject(json) ? json.$expr : undefined;
  const [name, args] = (written ?? []) as readonly [string?, (readonly Json[])?];
  const [item] = args ?? [];
  const field = typeof item === "string" ? item : isObject(item) ? item.$f : undefined;
  if (name === undefined || typeof field !== "string") throw new TypeError("An expression needs a name.");
  return `${field}__${name.toLowerCase()}`;
}

/** values() and values_list(). */
export function choose(chain: Chain, kind: RowKind, args: readonly Json[], kwargs: JsonObject): void {
  const named = namedArguments(kwargs);
  if (named.length > 0) add(chain, "annotate", [], kwargs);
  const others = [...chain.selected].filter((name) => !chain.extras.has(name));
  const everything = [...chain.extras, ...chain.model.columns.map(attributeName), ...others];
  chain.choosesAll = args.length + named.length === 0;
  const items: readonly Json[] =
    args.length + named.length > 0 ? [...args, ...named.map(([name]) => name)] : everything;
  if (chain.combination !== undefined) {
    chain.combination.choose(chain, kind, items);
    return;
  }
  select(
    chain,
    kind,
    items.map((item, position) => chosenValue(item, position, chain)),
  );
}

function select(chain: Chain, kind: RowKind, chosen: readonly Choice[]): void {
  chain.kind = kind;
  chain.choices = chosen;
  chain.values = chosen.map(({ value }) => value);
  const { scope } = chain;
  chain.query = chain.query.select((row) =>
    Object.fromEntries(chosen.flatMap(({ entries }) => entries({ ...scope, row }))),
  );
}

/** A chosen value, and what select() is told for it. */
export interface Choice {
  readonly value: Chosen;
  entries(scope: Scope): readonly (readonly [string, unknown])[];
}

function chosenValue(item: Json, position: number, chain: Chain): Choice {
  const name = typeof item === "string" ? item : `value${position + 1}`;
  const path = typeof item === "string" ? splitLookup(chain.model, chain.annotations, item) : undefined;
  const isKey = path?.isCompositeKey || (path?.rest.length === 0 && (path.target?.keyFields.length ?? 0) > 1);
  if (path !== undefined && isKey) return chosenKey(name, path, chain);
  return {
    value: { name, field: valueField(item, chain) },
    entries: (scope) => [[name, argumentOf(item, scope)]],
  };
}

/** The values of a key of several fields, one by one. */
function chosenKey(name: string, path: Path, chain: Chain): Choice {
  const target = path.target!; // the key is that of a model
  const parts = target.keyFields.map((field): Chosen => {
    const stored = target.storedAs(field, (label) => modelOf(chain.context.models, label));
    return { name: `${name}__${field.name}`, field: stored };
  });
  return {
    value: { name, field: undefined, parts },
    entries: (scope) => {
      const end = reach(scope, path);
      return parts.map((part, position) => [part.name, step(end, target.keyProperties[position]!)] as const);
    },
  };
}

/** The field that says what kind of value is chosen: behind a relation, that of the key there. */
function valueField(item: Json, chain: Chain): FieldDocument | undefined {
  const field = fieldOf(item, chain.scope);
  return field?.relation === undefined
    ? field
    : chain.model.storedAs(field, (label) => modelOf(chain.context.models, label));
}

/** dates() and datetimes(): what is left of the moments, each once. */
export function chooseDates(
  chain: Chain,
  method: "dates" | "datetimes",
  [name = null, unit, written]: readonly Json[],
  kwargs: JsonObject,
): void {
  const order = written ?? kwargs.order;
  const { field } = splitLookup(chain.model, chain.annotations, String(name));
  const { time } = chain.context;
  const zone = time.useTz && field?.type === "DateTimeField" ? [{ zone: time.currentZone }] : [];
  if (order !== undefined && order !== "ASC" && order !== "DESC")
    throw new TypeError("The order is ASC or DESC.");
  const truncated = (row: Handle): Step => {
    const value = dbFunction("trunc")(argumentOf(name, chain.at(row)), String(unit), ...zone);
    const isDay = method === "dates" && field?.type === "DateTimeField";
    return isDay ? dbFunction("trunc")(value, "date", ...zone) : value;
  };
  chain.kind = "flat";
  chain.values = [{ name: "value", field: undefined }];
  chain.query = chain.query
    .where((row: Handle) => call(argumentOf(name, chain.at(row)), "isNotNull"))
    .select((row) => ({ value: truncated(row) }))
    .distinct()
    .orderBy((row: Handle) => call(truncated(row), order === "DESC" ? "desc" : "asc"));
}
