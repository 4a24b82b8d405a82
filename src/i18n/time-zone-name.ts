const checked = new Map<string, boolean>();
// More than there are zones. Names may come from visitors, and must not stay without end.
const maxChecked = 1000;

/** Whether a value names a time zone: `"Europe/Berlin"`, `"UTC"`, `"+05:30"`. */
export function isTimeZone(value: unknown): value is string {
  if (typeof value !== "string") return false;
  let isZone = checked.get(value);
  if (isZone === undefined) {
    isZone = isAccepted(value);
    if (checked.size < maxChecked) checked.set(value, isZone);
  }
  return isZone;
}

function isAccepted(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone }); // throws for what is none
    return true;
  } catch {
    return false;
  }
}
