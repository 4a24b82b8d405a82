/** What a shared variable may see of the page that asks for it. */
export interface PageVariables {
  /** A variable of the page, or another shared one; `undefined` where there is none. */
  get(name: string): unknown;
}

/**
 * Variables of all templates, by name: what Django's context processors give. Each is computed when a template reads it,
 * at most once in a render, and may be a promise.
 */
export type SharedData = Readonly<Record<string, (page: PageVariables) => unknown>>;
