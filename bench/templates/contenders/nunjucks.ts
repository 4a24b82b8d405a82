import nunjucks from "nunjucks";
import * as formatting from "../formatting.ts";
import { type Contender, viewsOf } from "./contender.ts";

/** Templates are compiled by the first round and cached by the environment. */
export const nunjucksContender: Contender = {
  name: "Nunjucks",
  open() {
    const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(viewsOf("nunjucks")), {
      autoescape: true,
    });
    for (const [name, format] of Object.entries(formatting)) environment.addFilter(name, format);
    return (page, context) => environment.render(`${page}.njk`, context);
  },
};
