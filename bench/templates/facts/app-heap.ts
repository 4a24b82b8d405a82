/* What the templates of an app keep in memory once all of them were rendered. A process of its own. */
import { Engine, memoryLoader } from "quintet/templates";
import { collectGarbage } from "../../measure.ts";
import { appContext, generatedApp } from "./generated-app.ts";

const templateCount = 500;

const templates = generatedApp(templateCount);
const asynchronous = { ...appContext, site: Promise.resolve(appContext.site) };
await renderAll(newEngine()); // what V8 and the engine need once isn't the templates'

const before = heapMegabytes();
const engine = newEngine();
await renderAll(engine);
const after = heapMegabytes();
await renderAll(engine, asynchronous);
const afterBoth = heapMegabytes();
console.log(JSON.stringify({ synchronous: after - before, both: afterBoth - before }));

function newEngine(): Engine {
  return new Engine({ loaders: [memoryLoader(templates)] });
}

async function renderAll(engine: Engine, context: object = appContext): Promise<void> {
  for (const name of Object.keys(templates)) await engine.render(name, context);
}

function heapMegabytes(): number {
  for (let pass = 0; pass < 4; pass++) collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}
