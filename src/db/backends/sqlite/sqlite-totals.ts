/*
 * Totals that SQLite lacks. Their state is the list of values, so that they also work over a moving window, whose
 * oldest value goes first, and so that the spread is exact: it is taken from the mean, which only the end knows.
 */

type Numbers = number[];

/** The spread around the mean: of everything that there is, or estimated from a sample. Of too few values null. */
function spread(finish: (variance: number) => number, isSample: boolean) {
  return {
    start: (): Numbers => [],
    step: (values: Numbers, value: number | null): Numbers => {
      if (value !== null) values.push(value);
      return values;
    },
    inverse: (values: Numbers, value: number | null): Numbers => {
      if (value !== null) values.shift();
      return values;
    },
    result: (values: Numbers): number | null => {
      const count = isSample ? values.length - 1 : values.length;
      return count < 1 ? null : finish(squares(values) / count);
    },
  };
}

/** The sum of the squared differences from the mean. The second term takes back what rounding the mean has added. */
function squares(values: Numbers): number {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  let sum = 0;
  let rest = 0;
  for (const value of values) {
    sum += (value - mean) ** 2;
    rest += value - mean;
  }
  return sum - rest ** 2 / values.length;
}

/** Bits of 64-bit integers. */
function bits(combine: (left: bigint, right: bigint) => bigint) {
  return {
    useBigIntArguments: true,
    start: (): bigint[] => [],
    step: (values: bigint[], value: bigint | null): bigint[] => {
      if (value !== null) values.push(BigInt(value));
      return values;
    },
    inverse: (values: bigint[], value: bigint | null): bigint[] => {
      if (value !== null) values.shift();
      return values;
    },
    result: (values: bigint[]): bigint | null => (values.length === 0 ? null : values.reduce(combine)),
  };
}

const identity = (variance: number) => variance;

export const totals = {
  STDDEV_POP: spread(Math.sqrt, false),
  STDDEV_SAMP: spread(Math.sqrt, true),
  VAR_POP: spread(identity, false),
  VAR_SAMP: spread(identity, true),
  BIT_AND: bits((left, right) => left & right),
  BIT_OR: bits((left, right) => left | right),
  BIT_XOR: bits((left, right) => left ^ right),
  /** Texts one after the other; GROUP_CONCAT can't leave out both the separator and repeated texts. */
  QUINTET_JOIN: {
    start: (): string[] => [],
    step: (texts: string[], text: unknown): string[] => {
      if (text !== null) texts.push(String(text));
      return texts;
    },
    result: (texts: string[]): string | null => (texts.length === 0 ? null : texts.join("")),
  },
};
