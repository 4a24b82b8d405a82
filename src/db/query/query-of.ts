/** Any query whose rows are `Row`: what conditions take after `in`. */
export interface QueryOf<Row> extends PromiseLike<Row[]> {
  /** The shape of the query; its parameters go to `params`. */
  shape(params: unknown[]): string;
}
