import { didYouMean } from "../../core/index.ts";
import type { Filter, TagParser } from "../library.ts";
import { SilentNode } from "./nothing.ts";

/** `{% load shop humanize %}`, `{% load price from shop %}` */
export const load: TagParser = (parser, token) => {
  const [, ...words] = token.contents.split(/\s+/);
  if (words.length < 3 || words.at(-2) !== "from") {
    for (const name of words) parser.use(parser.library(name, token));
    return new SilentNode();
  }
  const library = parser.library(words.at(-1)!, token);
  const tags: Record<string, TagParser> = {};
  const filters: Record<string, Filter> = {};
  for (const name of words.slice(0, -2)) {
    const isTag = Object.hasOwn(library.tags, name);
    const isFilter = Object.hasOwn(library.filters, name);
    if (!isTag && !isFilter) {
      const known = [...Object.keys(library.tags), ...Object.keys(library.filters)];
      throw parser.error(
        parser.placeOf(token, name),
        `The template library "${library.name}" has no "${name}".${didYouMean(name, known)}`,
      );
    }
    if (isTag) tags[name] = library.tags[name]!;
    if (isFilter) filters[name] = library.filters[name]!;
  }
  parser.use({ tags, filters });
  return new SilentNode();
};
