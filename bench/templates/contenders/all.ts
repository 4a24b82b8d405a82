import type { Contender } from "./contender.ts";

/** By the name that the command line takes. Loaded only where they are measured. */
export const contenders: Readonly<Record<string, () => Promise<Contender>>> = {
  literal: async () => (await import("./literal.ts")).literal,
  quintet: async () => (await import("./quintet.ts")).quintet,
  pug: async () => (await import("./pug.ts")).pugContender,
  eta: async () => (await import("./eta.ts")).eta,
  ejs: async () => (await import("./ejs.ts")).ejsContender,
  handlebars: async () => (await import("./handlebars.ts")).handlebars,
  nunjucks: async () => (await import("./nunjucks.ts")).nunjucksContender,
  liquid: async () => (await import("./liquid.ts")).liquid,
};
