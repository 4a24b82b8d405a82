import { isObject, type Json, type JsonObject } from "../queries/documents.ts";
import type { StateDocument } from "./documents.ts";

/*
 * A proxy that becomes a model with a table, or the other way round, is another model to Django: it drops the one and creates
 * the other. The proxy has another name here while states are compared. Django's models have no two underscores in theirs.
 */

const mark = "__proxy";

export interface StatePair {
  readonly before: readonly StateDocument[];
  readonly after: readonly StateDocument[];
}

/** The states, with other names for proxies that are none in the other state. */
export function withOtherNames({ before, after }: StatePair): StatePair {
  return { before: renamed(before, after), after: renamed(after, before) };
}

function renamed(documents: readonly StateDocument[], others: readonly StateDocument[]) {
  const models = new Set(others.filter((document) => !isProxy(document)).map(labelOf));
  const turned = new Set(
    documents
      .filter(isProxy)
      .map(labelOf)
      .filter((label) => models.has(label)),
  );
  if (turned.size === 0) return documents;
  const nameOf = (written: Json, app: string): Json => {
    if (typeof written !== "string") return written;
    const label = written.includes(".") ? written : `${app}.${written}`;
    return turned.has(label.toLowerCase()) ? `${written}${mark}` : written;
  };
  return documents.map((document) => ({
    ...document,
    name: turned.has(labelOf(document)) ? `${document.name}${mark}` : document.name,
    bases: document.bases.map((base) => nameOf(base, document.app)),
    fields: document.fields.map(([name, field]) => [name, withTargets(field, document.app, nameOf)] as const),
  }));
}

function labelOf({ app, name }: StateDocument): string {
  return `${app}.${name}`.toLowerCase();
}

function isProxy({ options }: StateDocument): boolean {
  return options.proxy === true;
}

function withTargets(
  field: JsonObject,
  app: string,
  nameOf: (written: Json, app: string) => Json,
): JsonObject {
  const [type, args, kwargs] = field.$field as readonly [Json, Json, JsonObject];
  if (kwargs.to === undefined || isObject(kwargs.to)) return field;
  const renamed: JsonObject = { ...kwargs, to: nameOf(kwargs.to, app) };
  if (kwargs.through === undefined) return { $field: [type, args, renamed] };
  return { $field: [type, args, { ...renamed, through: nameOf(kwargs.through, app) }] };
}

/** The label of the proxy that a model was. */
export function proxyLabelOf(label: string): string {
  return `${label}${mark}`;
}

/** Documents with the names that the models have. */
export function withOwnNames<Document>(documents: Document): Document {
  return JSON.parse(JSON.stringify(documents).replaceAll(mark, ""));
}
