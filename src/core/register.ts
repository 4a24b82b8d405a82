/**
 * What an app tells the type system about itself, once, beside its configuration:
 *
 * @example
 * declare module "quintet" {
 *   interface Register { config: typeof config }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: apps and parts add their keys by declaration merging
export interface Register {}

/** The configuration that the app registered, or `unknown` where it did not. */
export type RegisteredConfig = Register extends { config: infer Registered } ? Registered : unknown;
