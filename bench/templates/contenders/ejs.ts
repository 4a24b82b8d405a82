import { readFileSync } from "node:fs";
import { join } from "node:path";
import ejs from "ejs";
import * as formatting from "../formatting.ts";
import { type Contender, viewsOf } from "./contender.ts";

/** Compiled once, without `with` and without debugging; includes come from the cache. */
export const ejsContender: Contender = {
  name: "EJS",
  open() {
    const compile = (name: string) => {
      const filename = join(viewsOf("ejs"), `${name}.ejs`);
      const options = {
        filename,
        cache: true,
        compileDebug: false,
        _with: false,
        localsName: "it",
        strict: true,
      };
      return ejs.compile(readFileSync(filename, "utf8"), options);
    };
    const compiled = { table: compile("table"), catalog: compile("catalog"), fortunes: compile("fortunes") };
    return (page, context) => compiled[page](page === "catalog" ? { ...context, ...formatting } : context);
  },
};
