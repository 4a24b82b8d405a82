export type { AdminOptions } from "./admin-config.ts";
export { admin } from "./admin-module.ts";
export { DuplicateResourceError, ResourceError, UnknownIconError } from "./errors.ts";
export { LogEntry, type LoggedAction } from "./log/log-entry.ts";
export type {
  ColumnName,
  CountName,
  FilterName,
  FormName,
  OrderName,
  ReadOnlyName,
  SearchName,
} from "./resource/field-names.ts";
export {
  type Action,
  type ColumnOption,
  type CountColumn,
  type FieldColumn,
  type Fieldset,
  type ReadOnlyOption,
  type Resource,
  type ResourceOptions,
  type RowOf,
  resource,
  type ValueColumn,
} from "./resource/resource.ts";
