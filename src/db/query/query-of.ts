import type { QueryState, stateKey } from "./query-state.ts";

/** Any query whose rows are `Row`: what conditions take after `in`. */
export interface QueryOf<Row> extends PromiseLike<Row[]> {
  readonly [stateKey]: QueryState;
}
