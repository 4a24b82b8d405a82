/** `1234567.8` gives `1,234,567.8`. */
export function groupThousands(number: string): string {
  const [whole, fraction] = number.split(".") as [string, string | undefined];
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
