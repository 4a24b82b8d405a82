import { Engine, memoryLoader } from "quintet/templates";
import { decode } from "../../conformance/values.ts";
import type { Case } from "./cases.ts";
import type { Answer } from "./django-templates.ts";

const engine = new Engine({ loaders: [memoryLoader({ row: "[{{ item }}|{{ a }}]" })] });

/** What Quintet renders. */
export function renderByQuintet({ source, context, autoescape }: Case): Answer {
  try {
    const values = Object.entries(context).map(([name, value]) => [name, decode(value)]);
    const output = engine.fromString(source).render(Object.fromEntries(values), { autoescape });
    if (typeof output !== "string") return { error: "Promise", message: "nothing in the context waits" };
    return { output };
  } catch (error) {
    const { name, message } = error as Error;
    return { error: name, message };
  }
}
