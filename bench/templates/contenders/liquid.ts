import { Liquid } from "liquidjs";
import * as formatting from "../formatting.ts";
import { type Contender, viewsOf } from "./contender.ts";

/** Parsed once and rendered synchronously; it escapes by a filter behind everything that is printed. */
export const liquid: Contender = {
  name: "LiquidJS",
  open() {
    const engine = new Liquid({
      root: viewsOf("liquid"),
      cache: true,
      outputEscape: "escape",
      ownPropertyOnly: false,
    });
    for (const [name, format] of Object.entries(formatting)) engine.registerFilter(name, format);
    const parse = (name: string) => engine.parseFileSync(`${name}.liquid`);
    const parsed = { table: parse("table"), catalog: parse("catalog"), fortunes: parse("fortunes") };
    return (page, context) => engine.renderSync(parsed[page], context);
  },
};
