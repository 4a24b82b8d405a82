import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { type RenderOptions, Template } from "quintet/templates";
import { RenderState } from "../../src/templates/runtime/render-state.ts";
import { rootScope } from "../../src/templates/runtime/scope.ts";
import { answerers, djangoErrorName } from "./templates.ts";

/*
 * Each template is compiled in up to three versions: synchronous, asynchronous, and with its output streamed. Here all
 * of them render everything in the corpus.
 */

const corpus = path.resolve(import.meta.dirname, "../../../shared/conformance");
const skip = existsSync(corpus) ? false : "../shared/conformance is not beside the repository";
const { render } = Template.prototype;

/** Renders in the asynchronous version from the start. */
function renderAsync(this: Template, context: object = {}, options: RenderOptions = {}) {
  const state = new RenderState(this.engine);
  state.startAsync();
  const { autoescape = this.engine.autoescape } = options;
  return this.renderInside(state, rootScope(context), { version: "async", autoescape });
}

/** Renders in the streaming version. */
async function renderStreamed(this: Template, context: object = {}, options: RenderOptions = {}) {
  return (await Array.fromAsync(this.stream(context, options))).join("");
}

async function answer(record: object): Promise<string> {
  try {
    return `output: ${await answerers.template(record as never)}`;
  } catch (error) {
    return `error: ${djangoErrorName(error)}`;
  }
}

for (const file of ["templates", "extra"]) {
  test(`the synchronous, asynchronous and streaming versions render alike (${file}.open.json)`, {
    skip,
  }, async (t) => {
    const { records, default_settings, urlconfs } = JSON.parse(
      readFileSync(path.join(corpus, `${file}.open.json`), "utf8"),
    );
    t.after(() => {
      Template.prototype.render = render;
    });

    for (const found of records) {
      if (found.kind !== "template" || JSON.stringify(found.templates).includes("|random")) continue;
      const settings = { ...default_settings, ...found.settings };
      const record = { ...found, settings, urlconf: urlconfs[found.urlconf] };
      Template.prototype.render = render;
      const synchronous = await answer(record);
      Template.prototype.render = renderAsync;
      const asynchronous = await answer(record);
      Template.prototype.render = renderStreamed;
      const streamed = await answer(record);

      assert.equal(asynchronous, synchronous, found.id);
      assert.equal(streamed, synchronous, found.id);
    }
  });
}
