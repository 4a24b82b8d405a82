/*
 * What texts of the environment may say: how each kind is read, and how it is called in a message.
 */

export interface EnvKind<Value> {
  /** `"a whole number, such as 8000"` */
  readonly name: string;
  /** `undefined` for what is none of the kind. */
  parse(text: string): Value | undefined;
}

export const textKind: EnvKind<string> = { name: "a text", parse: (text) => text };

export const integerKind: EnvKind<number> = {
  name: "a whole number, such as 8000",
  parse: (text) => (/^[+-]?\d{1,15}$/.test(text) ? Number(text) : undefined),
};

export const numberKind: EnvKind<number> = {
  name: "a number, such as 0.5",
  parse: (text) => (/^[+-]?(?:\d{1,15}(?:\.\d{1,15})?|\.\d{1,15})$/.test(text) ? Number(text) : undefined),
};

const truths: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["yes", true],
  ["on", true],
  ["false", false],
  ["0", false],
  ["no", false],
  ["off", false],
]);

export const booleanKind: EnvKind<boolean> = {
  name: "one of true, false, 1, 0, yes, no, on, off",
  parse: (text) => truths.get(text.toLowerCase()),
};

export const listKind: EnvKind<readonly string[]> = {
  name: "a list",
  parse: (text) =>
    text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== ""),
};

export const urlKind: EnvKind<URL> = {
  name: "a URL, such as https://shop.example/",
  parse(text) {
    // Only what is written out: new URL() would also take "localhost:8000" for a scheme and a path.
    return /^[a-z][a-z0-9+.-]*:\/\/[^\s\\]+$/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  },
};

export function choiceKind<Choice extends string>(choices: readonly Choice[]): EnvKind<Choice> {
  return {
    name: `one of ${choices.join(", ")}`,
    parse: (text) => choices.find((choice) => choice === text),
  };
}

const milliseconds: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Lengths of time, as a number of this unit. A bare number is refused: nobody can tell its unit. */
export function durationKind(unit: "ms" | "s"): EnvKind<number> {
  return {
    name: `a length of time with its unit, such as ${unit === "ms" ? "250ms, 30s, 5m or 2h" : "30s, 5m, 2h or 7d"}`,
    parse(text) {
      const [, number = "", of = ""] = /^(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m|h|d)$/i.exec(text) ?? [];
      const factor = milliseconds[of.toLowerCase()];
      if (factor === undefined) return undefined;
      const amount = (Number(number) * factor) / milliseconds[unit]!;
      return Number.isInteger(amount) ? amount : undefined;
    },
  };
}

const bytes: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kb: 1_000,
  kib: 1_024,
  mb: 1_000_000,
  mib: 1_048_576,
  gb: 1_000_000_000,
  gib: 1_073_741_824,
};

export const bytesKind: EnvKind<number> = {
  name: "a number of bytes, such as 2500000, 500kB, 2.5MB or 10MiB",
  parse(text) {
    const [, number, unit = ""] = /^(\d{1,12}(?:\.\d{1,3})?)\s*([kmg]?i?b?)$/i.exec(text) ?? [];
    const factor = bytes[unit.toLowerCase()];
    return number === undefined || factor === undefined ? undefined : Math.round(Number(number) * factor);
  },
};
