import { type RenderOptions, Template } from "quintet/templates";
import { RenderState } from "../../src/templates/runtime/render-state.ts";
import { rootScope } from "../../src/templates/runtime/scope.ts";
import { answerers, djangoErrorName } from "./templates.ts";

/*
 * Each template is compiled in up to three versions: synchronous, asynchronous, and with its output streamed. Here a
 * record is rendered in all of them.
 */

const { render } = Template.prototype;

/** Renders in the asynchronous version from the start. */
function renderAsync(this: Template, context: object = {}, options: RenderOptions = {}) {
  const state = new RenderState(this.engine);
  state.startAsync();
  const { autoescape = this.engine.autoescape } = options;
  return this.renderInside(state, rootScope(context), { version: "async", autoescape, block: undefined });
}

/** Renders in the streaming version. */
async function renderStreamed(this: Template, context: object = {}, options: RenderOptions = {}) {
  return (await Array.fromAsync(this.stream(context, options))).join("");
}

const versions = { synchronous: render, asynchronous: renderAsync, streamed: renderStreamed };

/** What a record gives: its output, or the name of its error as Django calls it. */
export type TemplateAnswer = { readonly output: string } | { readonly error: string };

/** The answers of all versions to a record. */
export async function answersOf(record: object): Promise<Record<keyof typeof versions, TemplateAnswer>> {
  const answers = {} as Record<keyof typeof versions, TemplateAnswer>;
  try {
    for (const [name, render] of Object.entries(versions)) {
      Template.prototype.render = render;
      answers[name as keyof typeof versions] = await answerTo(record);
    }
  } finally {
    Template.prototype.render = render;
  }
  return answers;
}

async function answerTo(record: object): Promise<TemplateAnswer> {
  try {
    return { output: await answerers.template(record as never) };
  } catch (error) {
    return { error: djangoErrorName(error) };
  }
}
