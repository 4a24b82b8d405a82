/**
 * A number that is known to be a fraction even where its value is whole: `{{ 4.0 }}` prints `4.0`, as Django does,
 * while the number 4 prints `4`. Numbers from JavaScript are plain numbers; literals in templates may be these.
 */
export class FloatNumber extends Number {
  override toString(): string {
    return floatText(this.valueOf());
  }
}

/** A fraction as Python prints it: `4.0`, `1e-05`, `1e+16`, `inf`. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits, exponent] = value.toExponential().split("e") as [string, string];
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
