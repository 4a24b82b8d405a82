import nunjucks from "nunjucks";
import * as formatting from "../formatting.ts";
import { type Contender, viewsOf } from "./contender.ts";

/** Compiled before, and those that they include cached by the environment. */
export const nunjucksContender: Contender = {
  name: "Nunjucks",
  open() {
    const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(viewsOf("nunjucks")), {
      autoescape: true,
    });
    for (const [name, format] of Object.entries(formatting)) environment.addFilter(name, format);
    const compiled = {
      table: environment.getTemplate("table.njk", true),
      catalog: environment.getTemplate("catalog.njk", true),
      fortunes: environment.getTemplate("fortunes.njk", true),
    };
    return (page, context) => compiled[page].render(context);
  },
};
