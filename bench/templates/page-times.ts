/*
 * Measures one page, in a process of its own: what V8 learns from plain objects would slow the instances down.
 *
 *   node bench/templates/page-times.ts "12 fortunes" literal,quintet,pug 15
 */
import { measure, processorClock, type Run } from "../measure.ts";
import { checkSame } from "./check.ts";
import { contenders } from "./contenders/all.ts";
import { pages } from "./pages.ts";

const [title, names, rounds] = process.argv.slice(2) as [string, string, string];
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
// The bytes are counted, as an answer's are: what is a string of many pieces until then becomes one.
const runs = opened.map(
  ({ name, render }): Run => ({ name, run: () => Buffer.byteLength(render(page.name, page.context)) }),
);
console.log(JSON.stringify([...(await measure(runs, Number(rounds), processorClock))]));
