/**
 * Whether an `Accept` header takes a type. The most specific range that matches decides, and `q=0` means no
 * (RFC 9110, 12.5.1). No header takes everything.
 */
export function acceptsType(header: string | null, type: string): boolean {
  if (header === null || header.trim() === "") return true;
  const [wantedType = "", wantedSubtype = ""] = type.toLowerCase().split("/");
  let bestPrecision = -1;
  let isAccepted = false;
  for (const range of header.toLowerCase().split(",")) {
    const [name = "", ...parameters] = range.split(";").map((piece) => piece.trim());
    const [rangeType, rangeSubtype] = name.split("/");
    const precision = precisionOf(rangeType, rangeSubtype, wantedType, wantedSubtype);
    if (precision <= bestPrecision) continue;
    bestPrecision = precision;
    isAccepted = !parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter));
  }
  return isAccepted;
}

/** 2 for the very type, 1 for `text/*`, 0 for anything, -1 for no match. */
function precisionOf(type: string | undefined, subtype: string | undefined, wanted: string, sub: string) {
  if (type === wanted && subtype === sub) return 2;
  if (type === wanted && subtype === "*") return 1;
  return type === "*" && subtype === "*" ? 0 : -1;
}
