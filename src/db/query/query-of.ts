import type { QueryState, stateKey } from "./query-state.ts";

/** Any query whose rows are `Row`: what conditions take after `in`, and what queries are combined with. */
export interface QueryOf<Row> {
  readonly [stateKey]: QueryState;
  /** Never there: carries the type. */
  readonly "~row"?: Row;
}
