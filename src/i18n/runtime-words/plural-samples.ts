import type { PluralForm } from "../catalogs/plural-forms.ts";

/** The plural forms of a language as the runtime knows them, and for each a number that takes it. */
export interface PluralSamples {
  readonly pluralForm: PluralForm;
  readonly samples: readonly number[];
}

// Some languages have a form for fractions alone, and some one for whole millions.
const candidates = [1, 2, 5, ...Array.from({ length: 101 }, (_, number) => number), 1_000_000, 1.5, 0.1];

export function pluralSamples(language: string): PluralSamples {
  const rules = new Intl.PluralRules(language);
  const categories = rules.resolvedOptions().pluralCategories;
  const samples = categories.map((category) =>
    candidates.find((number) => rules.select(number) === category),
  );
  return {
    pluralForm: (count) => categories.indexOf(rules.select(count)),
    samples: samples.map((sample) => sample ?? 5), // a form that no number takes needs no right text
  };
}
