/* The first render of a page in a new process: parsed, compiled and rendered; loading the engine isn't counted. */
import { Engine, memoryLoader } from "quintet/templates";
import { processorClock } from "../../measure.ts";
import { appContext, pageOfTen } from "./generated-app.ts";

const engine = new Engine({ loaders: [memoryLoader(pageOfTen.templates)] });
const start = processorClock.now();
const page = engine.render(pageOfTen.name, appContext);
const milliseconds = processorClock.now() - start;
if (typeof page !== "string" || !page.includes("Piece 6"))
  throw new Error("The page is not what it should be.");
console.log(JSON.stringify({ milliseconds }));
