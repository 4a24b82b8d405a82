export type { Address } from "./address.ts";
export { type CreateOptions, createHandler } from "./create-handler.ts";
export type { ArchiveContext, ArchiveOptions } from "./dates/archive.ts";
export {
  archiveHandler,
  dayArchiveHandler,
  monthArchiveHandler,
  todayArchiveHandler,
  weekArchiveHandler,
  yearArchiveHandler,
} from "./dates/archive-handlers.ts";
export { dateDetailHandler } from "./dates/date-detail-handler.ts";
export type { WeekCount } from "./dates/periods.ts";
export { type DeleteOptions, deleteHandler } from "./delete-handler.ts";
export { type DetailOptions, detailHandler } from "./detail-handler.ts";
export { HandlerOptionsError, RefusedFilterError } from "./errors.ts";
export type { FilterOperator } from "./filter/allowed-conditions.ts";
export {
  type AllowedFields,
  type AskedRows,
  filterFromRequest,
  type RequestFilter,
  type RequestFilterOptions,
} from "./filter/filter-from-request.ts";
export { type FormHandlerOptions, formHandler } from "./form-handler.ts";
export { foundOr404 } from "./found.ts";
export { type ListContext, type ListOptions, listHandler } from "./list-handler.ts";
export type { ContextOptions, KeyParams, QueryOptions } from "./options.ts";
export type { PageOf } from "./page.ts";
export type { PagingOptions } from "./page-number.ts";
export { type RedirectHandlerOptions, redirectHandler } from "./redirect-handler.ts";
export {
  type ResourceAction,
  type ResourceHandler,
  type ResourceOptions,
  type ResourceTable,
  resourceRoutes,
} from "./resource-routes.ts";
export type { EditOptions } from "./save-form.ts";
export { setLanguage } from "./set-language.ts";
export type { LookupOptions } from "./single-row.ts";
export { templateHandler } from "./template-handler.ts";
export { type UpdateOptions, updateHandler } from "./update-handler.ts";
