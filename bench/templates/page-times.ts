/*
 * Measures one page, in a process of its own: what V8 learns from plain objects would slow the instances down.
 *
 *   node bench/templates/page-times.ts "12 fortunes" bytes literal,quintet,pug 15
 */
import { measure, processorClock, type Run } from "../measure.ts";
import { checkSame } from "./check.ts";
import { contenders } from "./contenders/all.ts";
import { type PageEnd, pages } from "./pages.ts";

const [title, until, names, rounds] = process.argv.slice(2) as [string, PageEnd, string, string];
const page = pages.find((each) => each.title === title)!;

const opened = [];
for (const name of names.split(",")) {
  const contender = await contenders[name]!();
  opened.push({ name: contender.name, render: contender.open() });
}
checkSame(
  page,
  opened.map(({ name, render }) => ({ contender: name, html: render(page.name, page.context) })),
);
const ends: Readonly<Record<PageEnd, (html: string) => unknown>> = {
  string: (html) => html.length,
  // As an answer's are: what is a string of thousands of pieces until then becomes one.
  bytes: (html) => Buffer.byteLength(html),
};
const end = ends[until];
const runs = opened.map(
  ({ name, render }): Run => ({ name, run: () => end(render(page.name, page.context)) }),
);
console.log(JSON.stringify([...(await measure(runs, Number(rounds), processorClock))]));
