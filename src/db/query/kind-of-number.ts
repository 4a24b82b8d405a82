/** As what a number is sent that stands alone: whole ones as far as they are exact, and in 32 bits where they fit. */
export function kindOfNumber(value: number): "integer" | "bigInteger" | "float" {
  if (!Number.isSafeInteger(value)) return "float";
  return Math.abs(value) < 2 ** 31 ? "integer" : "bigInteger";
}
