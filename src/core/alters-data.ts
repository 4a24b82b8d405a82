/**
 * Says of methods that they change something: a template that looks one up prints nothing and doesn't call it. Methods
 * that override them are meant too. Any part can say it, because the mark is a plain property of the function, which
 * the templates read.
 *
 * @example
 * class Invoice extends Model({ … }) {
 *   async cancel() { … }
 *   static { altersData(this.prototype, "cancel"); }
 * }
 */
export function altersData<Target extends object>(
  target: Target,
  ...methods: readonly (keyof Target & string)[]
): void {
  for (const name of methods) Object.assign(target[name] as object, { altersData: true });
}
