/**
 * Options without what `Object.prototype` was given by somebody: a visitor's data that was merged without care must not
 * turn off escaping.
 */
export function ownOptions<Options extends object>(options: Options): Options {
  return Object.assign(Object.create(null), options) as Options;
}
