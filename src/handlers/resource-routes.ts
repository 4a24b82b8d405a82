import { type AnyModel, type FieldName, type InstanceOf, modelMeta, type Query } from "../db/index.ts";
import type { FormView, ModelFormOptions } from "../forms/index.ts";
import type { Request, ResponseLike } from "../http/index.ts";
import { defineRoutes, path, type Route, type Routes, urlFor } from "../routing/index.ts";
import type { Address } from "./address.ts";
import { createHandler } from "./create-handler.ts";
import { deleteHandler } from "./delete-handler.ts";
import { detailHandler } from "./detail-handler.ts";
import { HandlerOptionsError } from "./errors.ts";
import { type ListContext, listHandler } from "./list-handler.ts";
import type { KeyParams } from "./options.ts";
import type { Flat, PageOf } from "./page.ts";
import type { PagingOptions } from "./page-number.ts";
import { updateHandler } from "./update-handler.ts";

/** The pages that a resource may have, in the order of its routes. */
const allActions = ["list", "create", "detail", "update", "delete"] as const;
export type ResourceAction = (typeof allActions)[number];

/** A handler of a resource, as `wrap` gets it. */
export type ResourceHandler = (request: Request, params: Record<string, unknown>) => Promise<ResponseLike>;

/** What all resources take. Options of lists and forms are those of `listHandler()` and `createHandler()`. */
export interface ResourceOptions<
  Model,
  By extends string,
  Row extends InstanceOf<Model>,
  Params,
  Actions extends readonly ResourceAction[],
> extends PagingOptions {
  /** The pages that there are; all five by default. */
  readonly actions?: Actions;
  /** The field that routes name a row by: `"id"` by default. */
  readonly by?: By;
  /** The rows that a request may see; for all pages. */
  readonly query?: (request: Request, params: Params) => Query<Row, Model>;
  readonly orderings?: readonly FieldName<Model>[];
  readonly filters?: readonly FieldName<Model>[];
  readonly allowEmpty?: boolean;
  /** Pages; the templates that Django would look for by default. */
  readonly templates?: {
    readonly list?: PageOf<NoInfer<Flat<ListContext<Row> & { rows: Row[] }>>>;
    readonly detail?: PageOf<NoInfer<{ row: Row }>>;
    readonly create?: PageOf<{ form: FormView }>;
    readonly update?: PageOf<NoInfer<{ form: FormView; row: Row }>>;
    readonly delete?: PageOf<NoInfer<{ row: Row; problem: string | null }>>;
  };
  /** Called before a row that is right is stored. */
  readonly beforeSave?: (row: InstanceOf<Model>, request: Request, params: Params) => void | Promise<void>;
  /** Where to go when a row is stored or gone; by default to its own page, or else to the list. */
  readonly success?: (
    row: InstanceOf<Model>,
    action: "create" | "update" | "delete",
    request: Request,
  ) => Address | ResponseLike;
  /**
   * Puts something around each handler, such as a guard.
   *
   * @example
   * wrap: (handler, action) => (action === "list" ? handler : loginRequired(handler))
   */
  readonly wrap?: (handler: ResourceHandler, action: ResourceAction) => ResourceHandler;
}

/** What a resource takes besides whose rows are made or changed: the fields of its form. */
interface FormOptions<Model, Name extends keyof InstanceOf<Model> & string>
  extends Omit<ModelFormOptions<InstanceOf<Model>, Name>, "prefix"> {}

/** The routes of a resource: those of its actions, with their parameters. */
export type ResourceTable<Model, By extends string, Action extends ResourceAction> = {
  readonly [Key in Action]: Route<Key extends "list" | "create" ? object : KeyParams<Model, By>>;
};

/**
 * The routes of a model: a list, a page for each row, and pages that make, change and delete one, to be mounted.
 *
 *   list ""   create "new/"   detail "<int:id>/"   update "<int:id>/edit/"   delete "<int:id>/delete/"
 *
 * @example
 * export const bookRoutes = resourceRoutes(Book, { fields: ["title", "author"], perPage: 20 });
 * defineRoutes({ books: mount("books/", bookRoutes) });
 * urlFor("books:detail", { id: 7 }); // "/books/7/"
 */
export function resourceRoutes<
  Model extends AnyModel,
  const Name extends keyof InstanceOf<Model> & string,
  const By extends string = "id",
  Row extends InstanceOf<Model> = InstanceOf<Model>,
  Params extends object = object,
  const Actions extends readonly ResourceAction[] = typeof allActions,
>(
  model: Model,
  options: ResourceOptions<Model, By, Row, Params, Actions> & FormOptions<Model, Name>,
): Routes<ResourceTable<Model, By, Actions[number]>>;
/** Without a form, where no page makes or changes a row. */
export function resourceRoutes<
  Model extends AnyModel,
  const Actions extends readonly ("list" | "detail" | "delete")[],
  const By extends string = "id",
  Row extends InstanceOf<Model> = InstanceOf<Model>,
  Params extends object = object,
>(
  model: Model,
  options: ResourceOptions<Model, By, Row, Params, Actions> & { readonly actions: Actions },
): Routes<ResourceTable<Model, By, Actions[number]>>;
export function resourceRoutes(model: AnyModel, given: object): Routes<never> {
  const options = given as AnyOptions;
  const by = options.by ?? "id";
  const segment = `<${converterFor(model, by)}:${by}>/`;
  const actions = options.actions ?? allActions;
  checkFields(model, actions, options);
  const success =
    (action: "create" | "update" | "delete") => (row: object, request: Request, params: object) =>
      options.success?.(row, action, request) ?? nextAddress(routes, actions, { row, by, action, params });
  const { templates = {}, query } = options;
  const shared = { by, query };
  const makers: Readonly<Record<ResourceAction, () => readonly [route: string, handler: unknown]>> = {
    list: () => ["", listHandler(model, { ...options, template: templates.list } as never)],
    create: () => [
      "new/",
      createHandler(model, { ...options, template: templates.create, success: success("create") } as never),
    ],
    detail: () => [segment, detailHandler(model, { ...shared, template: templates.detail } as never)],
    update: () => [
      `${segment}edit/`,
      updateHandler(model, {
        ...options,
        by,
        template: templates.update,
        success: success("update"),
      } as never),
    ],
    delete: () => [
      `${segment}delete/`,
      deleteHandler(model, { ...shared, template: templates.delete, success: success("delete") } as never),
    ],
  };
  const entries = allActions
    .filter((action) => actions.includes(action))
    .map((action) => {
      const [route, handler] = makers[action]();
      const wrapped = (options.wrap ?? ((inner: ResourceHandler) => inner))(
        handler as ResourceHandler,
        action,
      );
      return [action, path(route as string, wrapped as never)] as const;
    });
  const routes = defineRoutes(Object.fromEntries(entries));
  return routes as unknown as Routes<never>; // the overloads say which of them there are
}

type AnyOptions = ResourceOptions<never, string, never, never, readonly ResourceAction[]> & {
  readonly fields?: readonly string[];
  readonly success?: (row: object, action: string, request: Request) => Address | ResponseLike;
  readonly templates?: Readonly<Partial<Record<ResourceAction, PageOf<never>>>>;
};

function checkFields(model: AnyModel, actions: readonly ResourceAction[], options: AnyOptions): void {
  const hasForm = actions.includes("create") || actions.includes("update");
  if (!hasForm || options.fields !== undefined) return;
  const { name, fields } = modelMeta(model);
  throw new HandlerOptionsError(name, "fields", "nothing", [...fields.keys()]);
}

/** The converter whose values are those of a field. */
function converterFor(model: AnyModel, by: string): string {
  const { fields, name } = modelMeta(model);
  const field = fields.get(by);
  if (field === undefined) throw new HandlerOptionsError(name, "by", by, [...fields.keys()]);
  if (/auto|integer/i.test(field.type)) return "int";
  if (field.type === "uuid") return "uuid";
  return field.format === "slug" ? "slug" : "str";
}

/** The row's page where there is one, else the list; parameters of the mount stay as they are. */
function nextAddress(
  routes: Routes,
  actions: readonly ResourceAction[],
  { row, by, action, params }: { row: object; by: string; action: ResourceAction; params: object },
): string {
  const { [by]: _, ...around } = params as Record<string, unknown>;
  const make = urlFor as unknown as (routes: Routes, name: string, params: object) => string;
  const key = (row as Readonly<Record<string, unknown>>)[by];
  if (action !== "delete" && actions.includes("detail"))
    return make(routes, "detail", { ...around, [by]: key });
  return actions.includes("list") ? make(routes, "list", around) : "/";
}
