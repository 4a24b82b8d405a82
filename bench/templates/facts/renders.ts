/* How much memory 100,000 renders leave behind. A process of its own, so that nothing else is counted. */
import { collectGarbage } from "../../measure.ts";
import { quintet } from "../contenders/quintet.ts";
import { catalogData, fortunesData } from "../data.ts";

const renders = 100_000;
const warmUp = 5_000;

const render = quintet.open();
const catalog = catalogData("instances");
const fortunes = fortunesData("plain");

renderPages(warmUp);
const before = heapKilobytes();
renderPages(renders);
const after = heapKilobytes();
console.log(JSON.stringify({ grownKilobytes: after - before }));

/** Every tenth page is a large one. */
function renderPages(count: number): void {
  for (let page = 0; page < count; page++) {
    if (page % 10 === 0) render("catalog", catalog);
    else render("fortunes", fortunes);
  }
}

function heapKilobytes(): number {
  for (let pass = 0; pass < 4; pass++) collectGarbage();
  return Math.round(process.memoryUsage().heapUsed / 1024);
}
