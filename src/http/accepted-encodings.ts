/**
 * The coding that a client likes best among those on offer (RFC 9110, 12.5.3); of several that it likes alike, the first.
 * `undefined` where it likes the content as it is as much or more, or takes none of them.
 */
export function preferredEncoding<Encoding extends string>(
  header: string | null,
  offered: readonly Encoding[],
): Encoding | undefined {
  if (header === null) return undefined;
  const qualities = new Map<string, number>();
  for (const piece of header.toLowerCase().split(",")) {
    const [name = "", ...parameters] = piece.split(";").map((part) => part.trim());
    if (name !== "" && !qualities.has(name)) qualities.set(name, qualityOf(parameters));
  }
  const anything = qualities.get("*");
  const quality = (name: string) => qualities.get(name) ?? anything ?? 0;
  let best: Encoding | undefined;
  // The content as it is is taken unless it is ruled out, but loses against anything that is named.
  let bestQuality = qualities.get("identity") ?? 0;
  for (const encoding of offered) {
    const own =
      encoding === "gzip" && !qualities.has("gzip")
        ? (qualities.get("x-gzip") ?? quality("gzip"))
        : quality(encoding);
    const wins = best === undefined ? own >= bestQuality : own > bestQuality;
    if (own === 0 || !wins) continue;
    best = encoding;
    bestQuality = own;
  }
  return best;
}

/** `q=0.5`; 1 where there is none, 0 for what is no number. */
export function qualityOf(parameters: readonly string[]): number {
  const weight = parameters.find((parameter) => parameter.startsWith("q="));
  if (weight === undefined) return 1;
  return /^q=(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? Number(weight.slice(2)) : 0;
}
