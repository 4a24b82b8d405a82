/* How long sources of 1 and of 2 MB take that are meant to be slow: parsed, compiled and rendered, or refused. */
import { Engine } from "quintet/templates";
import { collectGarbage, processorClock } from "../../measure.ts";
import { hostileSources } from "./hostile-sources.ts";

for (const [kind, make] of Object.entries(hostileSources)) {
  take(make(20_000)); // so that the first kinds don't pay for what V8 does once
  const small = best(make(2 ** 20));
  const large = best(make(2 ** 21));
  console.log(JSON.stringify({ kind, small: small.milliseconds, large: large.milliseconds, end: large.end }));
}

/** The shorter of two times: in the first one V8 may still be compiling. */
function best(source: string): { milliseconds: number; end: string } {
  const [first, second] = [take(source), take(source)];
  return first.milliseconds < second.milliseconds ? first : second;
}

function take(source: string): { milliseconds: number; end: string } {
  collectGarbage();
  const start = processorClock.now();
  let end = "rendered";
  try {
    new Engine().fromString(source).render({ a: "a", b: [1] });
  } catch (error) {
    end = (error as Error).constructor.name;
  }
  return { milliseconds: processorClock.now() - start, end };
}
