/* The first render of a page in a new process: parsed, compiled and rendered; loading the engine isn't counted. */
import { Engine, memoryLoader } from "quintet/templates";
import { appContext, pageOfTen } from "./generated-app.ts";

const engine = new Engine({ loaders: [memoryLoader(pageOfTen.templates)] });
const start = performance.now();
const page = engine.render(pageOfTen.name, appContext);
const milliseconds = performance.now() - start;
if (typeof page !== "string" || !page.includes("Piece 6"))
  throw new Error("The page is not what it should be.");
console.log(JSON.stringify({ milliseconds }));
