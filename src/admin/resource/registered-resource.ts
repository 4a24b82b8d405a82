import { type ModelMeta, modelMeta } from "../../db/index.ts";
import { ResourceError } from "../errors.ts";
import { hasIcon } from "../icons.ts";
import type { RowHandle } from "../rows.ts";
import { capitalized } from "../wording.ts";
import { type ColumnPlan, planColumn } from "./column-plan.ts";
import { defaultColumns, defaultFilters, defaultSearch } from "./default-options.ts";
import { type FilterPlan, planFilter } from "./filter-plan.ts";
import { type FormPlan, planForm } from "./form-plan.ts";
import type { Action, Resource, ResourceOptions } from "./resource.ts";
import { findPath, ResourceProblems } from "./resource-problems.ts";

/** A text that a search looks in. */
export interface SearchPath {
  /** Whether it is found along a relation to many rows. */
  readonly isToMany: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: an expression of a text, known only by name
  read(row: RowHandle): any;
}

const defaultIcon = "table-2";

/** A resource with everything worked out that its options leave to the model. */
export class RegisteredResource {
  readonly resource: Resource;
  readonly meta: ModelMeta;
  /** The module that registered it. */
  readonly registeredBy: string;
  #plan: ListPlan | undefined;
  #form: FormPlan | undefined;

  constructor(resource: Resource, registeredBy: string) {
    this.resource = resource;
    this.registeredBy = registeredBy;
    this.meta = modelMeta(resource.model);
  }

  get options(): ResourceOptions<unknown> {
    return this.resource.options;
  }

  /** The module in whose group it stands, which is also the first part of its URLs and permissions. */
  get module(): string {
    return this.meta.module ?? this.registeredBy;
  }
  /** The second part of its URLs: `"book"`. */
  get slug(): string {
    return this.meta.name.toLowerCase();
  }
  /** `"book"` */
  get label(): string {
    return this.meta.label;
  }
  /** `"books"` */
  get pluralLabel(): string {
    return this.meta.pluralLabel;
  }
  /** `"Books"` */
  get title(): string {
    return capitalized(this.meta.pluralLabel);
  }
  get icon(): string {
    return this.options.icon ?? defaultIcon;
  }

  /** `"shop.add_book"` */
  permission(action: Action): string {
    return `${this.module}.${action}_${this.slug}`;
  }

  /** Whether the action exists here at all. */
  offers(action: Action): boolean {
    return action === "view" || !(this.options.without?.includes(action) ?? false);
  }

  /** @throws {@link ResourceError} */
  get list(): ListPlan {
    this.#plan ??= this.#resolved((problems) => planList(this.meta, this.options, problems));
    return this.#plan;
  }

  /** @throws {@link ResourceError} */
  get form(): FormPlan {
    this.#form ??= this.#resolved((problems) => planForm(this.meta, this.options, problems));
    return this.#form;
  }

  /** What is wrong with the options, as sentences. */
  problems(): readonly string[] {
    const problems = new ResourceProblems();
    planList(this.meta, this.options, problems);
    planForm(this.meta, this.options, problems);
    if (!hasIcon(this.icon))
      problems.add(`icon: lucide has no icon "${this.icon}". See https://lucide.dev/icons.`);
    return problems.messages;
  }

  #resolved<Plan>(plan: (problems: ResourceProblems) => Plan): Plan {
    const problems = new ResourceProblems();
    const made = plan(problems);
    if (problems.messages.length > 0) throw new ResourceError(this.meta.name, problems.messages);
    return made;
  }
}

/** What a list of rows needs. */
export interface ListPlan {
  readonly columns: readonly ColumnPlan[];
  readonly filters: readonly FilterPlan[];
  readonly search: readonly SearchPath[];
  /** What the search looks in, for people. */
  readonly searchLabels: readonly string[];
  /** Keys of orderBy(). */
  readonly orderBy: readonly string[];
  readonly perPage: number;
}

function planList(meta: ModelMeta, options: ResourceOptions<unknown>, problems: ResourceProblems): ListPlan {
  const columns = (options.columns ?? defaultColumns(meta)).map((option) =>
    planColumn(meta, option, problems),
  );
  const filters = (options.filters ?? defaultFilters(meta)).map((name) => planFilter(meta, name, problems));
  const searched = (options.search ?? defaultSearch(meta)).map((path) => planSearch(meta, path, problems));
  const search = searched.filter((path) => path !== undefined);
  for (const key of options.orderBy ?? [])
    findPath(meta, (key as string).replace(/^-/, ""), "orderBy", problems);
  const perPage = options.perPage ?? 50;
  if (!Number.isSafeInteger(perPage) || perPage < 1)
    problems.add(`perPage: ${perPage} is no number of rows.`);
  return {
    columns: columns.filter((column) => column !== undefined),
    filters: filters.filter((filter) => filter !== undefined),
    search,
    searchLabels: search.map(({ label }) => label),
    orderBy: orderOf(meta, options),
    perPage,
  };
}

/** The list's own order, ended by the key, so that no row stands on two pages or on none. */
function orderOf(meta: ModelMeta, options: ResourceOptions<unknown>): string[] {
  const own = (options.orderBy as readonly string[] | undefined) ?? meta.orderBy;
  const key = meta.primaryKey.name;
  const named = own.map((each) => each.replace(/^(-?)id$/, `$1${key}`));
  return named.some((each) => each.replace(/^-/, "") === key) ? named : [...named, `-${key}`];
}

function planSearch(
  meta: ModelMeta,
  path: string,
  problems: ResourceProblems,
): (SearchPath & { readonly label: string }) | undefined {
  const found = findPath(meta, path, "search", problems);
  if (found === undefined) return undefined;
  const { through, field } = found;
  if (field === undefined || found.relation !== undefined || !["string", "text"].includes(field.type)) {
    problems.add(`search: "${path}" is not a text. A search looks in texts only.`);
    return undefined;
  }
  const step = through === undefined ? "" : `${through.label} `;
  return {
    isToMany: through?.toMany ?? false,
    label: `${step}${field.label}`,
    read: (row) => (through === undefined ? row[field.name] : row[through.name][field.name]),
  };
}
