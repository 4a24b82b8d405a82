import { readdirSync, readFileSync } from "node:fs";
import { join, parse } from "node:path";
import Handlebars from "handlebars";
import * as formatting from "../formatting.ts";
import { type Contender, viewsOf } from "./contender.ts";

const { shortDate, money, firstWords, capitalized } = formatting;

/** Everything compiled before, with the helpers known to the compiler. Getters of classes have to be allowed. */
export const handlebars: Contender = {
  name: "Handlebars",
  open() {
    const engine = Handlebars.create();
    const helpers = {
      shortDate: (date: Date) => shortDate(date),
      money: (amount: number) => money(amount),
      firstWords: (text: string, count: number) => firstWords(text, count),
      capitalized: (text: string) => capitalized(text),
      upper: (text: string) => text.toUpperCase(),
      counter: (index: number) => index + 1,
      or: (value: unknown, fallback: unknown) => value || fallback,
      more: (value: number, limit: number) => value > limit,
    };
    engine.registerHelper(helpers);
    const knownHelpers = Object.fromEntries(Object.keys(helpers).map((name) => [name, true]));
    const folder = viewsOf("handlebars");
    for (const file of readdirSync(folder)) {
      const text = readFileSync(join(folder, file), "utf8");
      const template = engine.compile(text, { knownHelpers, knownHelpersOnly: true, preventIndent: true });
      engine.registerPartial(parse(file).name, template);
    }
    const options = { allowProtoPropertiesByDefault: true };
    const compiled = engine.partials as Record<string, Handlebars.TemplateDelegate>; // none is a text: see above
    return (page, context) => compiled[page]!(context, options);
  },
};
