import { join } from "node:path";
import pug from "pug";
import * as formatting from "../formatting.ts";
import { type Contender, viewsOf } from "./contender.ts";

/** Compiled once, without debugging. */
export const pugContender: Contender = {
  name: "Pug",
  open() {
    const compile = (name: string) =>
      pug.compileFile(join(viewsOf("pug"), `${name}.pug`), { compileDebug: false, globals: [] });
    const compiled = { table: compile("table"), catalog: compile("catalog"), fortunes: compile("fortunes") };
    return (page, context) => compiled[page](page === "catalog" ? { ...context, ...formatting } : context);
  },
};
