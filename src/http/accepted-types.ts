import { qualityOf } from "./accepted-encodings.ts";

/** A range of an `Accept` header: `text/*;level=1;q=0.5`. */
interface AcceptedRange {
  readonly type: string;
  readonly subtype: string;
  /** Besides `q`. */
  readonly parameters: readonly string[];
  readonly quality: number;
}

/**
 * Whether a client takes an answer of a type. The most specific range that matches decides (RFC 9110, 12.5.1); without a
 * header everything is taken.
 */
export function acceptsType(header: string | null, type: string): boolean {
  return quality(parseAccept(header), type) > 0;
}

/** The type that a client likes best among those on offer; of several that it likes alike, the first. `undefined` where it takes none. */
export function preferredType<Type extends string>(
  header: string | null,
  offered: readonly Type[],
): Type | undefined {
  const ranges = parseAccept(header);
  let best: Type | undefined;
  let bestQuality = 0;
  for (const type of offered) {
    const own = quality(ranges, type);
    if (own <= bestQuality) continue;
    best = type;
    bestQuality = own;
  }
  return best;
}

// Browsers send some ten. Thousands of commas fit into a header, and take milliseconds.
const maxRanges = 100;

function parseAccept(header: string | null): readonly AcceptedRange[] {
  if (header === null || header.trim() === "")
    return [{ type: "*", subtype: "*", parameters: [], quality: 1 }];
  return header
    .toLowerCase()
    .split(",", maxRanges)
    .map((range) => {
      const [name = "", ...parameters] = range.split(";").map((piece) => piece.trim());
      const [type = "", subtype = ""] = name.split("/");
      const own = parameters.filter((parameter) => parameter !== "" && !parameter.startsWith("q="));
      return { type, subtype, parameters: own, quality: qualityOf(parameters) };
    });
}

function quality(ranges: readonly AcceptedRange[], wanted: string): number {
  const [name = "", ...parameters] = wanted
    .toLowerCase()
    .split(";")
    .map((piece) => piece.trim());
  const [type = "", subtype = ""] = name.split("/");
  let bestPrecision = -1;
  let found = 0;
  for (const range of ranges) {
    const precision = precisionOf(range, type, subtype, parameters);
    if (precision <= bestPrecision) continue;
    bestPrecision = precision;
    found = range.quality;
  }
  return found;
}

/** More for what is more specific: `text/html;level=1`, `text/html`, `text/*`, anything; -1 for no match. */
function precisionOf(
  range: AcceptedRange,
  type: string,
  subtype: string,
  parameters: readonly string[],
): number {
  if (range.type === "*") return range.subtype === "*" ? 0 : -1;
  if (range.type !== type) return -1;
  if (range.subtype === "*") return 1;
  if (range.subtype !== subtype) return -1;
  if (range.parameters.length === 0) return 2;
  return range.parameters.every((parameter) => parameters.includes(parameter))
    ? 2 + range.parameters.length
    : -1;
}
