import { html as htmlResponse } from "quintet/http";
import {
  type AsyncHtml,
  attributes,
  defineLibrary,
  Engine,
  type Html,
  html,
  type SafeString,
  sandboxTags,
  simpleTag,
  type TemplateRendering,
  template,
} from "quintet/templates";

interface Book {
  readonly title: string;
}
const list = template<{ books: readonly Book[]; page?: number }>("shop/list.html");

// A template takes its context, and gives what a handler can answer with.
const rendering: TemplateRendering = list({ books: [{ title: "Tea" }] });
htmlResponse(rendering);

// @ts-expect-error: "books" is missing
list({});
// @ts-expect-error: the context may not be left out while something in it is required
list();
// @ts-expect-error: a book has a title
list({ books: [{ name: "Tea" }] });
// @ts-expect-error: "book" is not a variable of this template
list({ books: [], book: 1 });

// One block alone takes the same context.
htmlResponse(list.block("rows", { books: [] }));
// @ts-expect-error: "books" is missing
list.block("rows");

// Streamed, too, it takes the same context, and gives what a handler can answer with.
htmlResponse(list.stream({ books: [] }));
// @ts-expect-error: "books" is missing
list.stream({});
// @ts-expect-error: the context may not be left out while something in it is required
list.stream();

// Templates of others get a sandbox of their own.
class Product {
  declare readonly title: string;
}
new Engine({ sandbox: {} });
new Engine({
  sandbox: { tags: [...sandboxTags, "include"], members: new Map([[Product, ["title"]]]), maxSteps: 1_000 },
});
// @ts-expect-error: a limit is a number
new Engine({ sandbox: { maxSteps: "1000" } });
// @ts-expect-error: there is no such option
new Engine({ sandbox: { timeoutMs: 1_000 } });

// Where nothing is required, the context may be left out.
template("plain.html")();
template<{ next?: string }>("login.html")();

// html`…` gives HTML that templates print as it stands, and that waits where something in it must.
const item: SafeString = html`<li>${"a"}${1}${null}${new Date()}${[["b", item2()]]}${new Set([1])}</li>`;
const later: AsyncHtml = html`<li>${Promise.resolve("a")}</li>`;
const inside: AsyncHtml = html`<ul>${later}</ul>`;
const perhaps: Html = html`<li>${item as unknown}${list({ books: [] })}</li>`;
htmlResponse(item);
htmlResponse(perhaps);
htmlResponse(inside.stream());
function item2(): SafeString {
  return html`<input ${attributes({ type: "text", required: true, class: ["a", false] })}>`;
}

class Isbn {
  toString(): string {
    return "978-…";
  }
}
html`<p title=${new Isbn()}>${[new Isbn()]}</p>`;
// @ts-expect-error: what may have to be awaited is no SafeString
const early: SafeString = html`<p>${Promise.resolve(1)}</p>`;
void early;
// @ts-expect-error: an object without a text of its own
html`<p>${{ id: 1 }}</p>`;
// @ts-expect-error: the same in a list
html`<p>${[{ id: 1 }]}</p>`;
// @ts-expect-error: the same later
html`<p>${Promise.resolve({ id: 1 })}</p>`;
// @ts-expect-error: a function that was not called
html`<p>${item2}</p>`;
// @ts-expect-error: a symbol
html`<p>${Symbol("x") as symbol}</p>`;
// @ts-expect-error: a map
html`<p>${new Map([["a", 1]])}</p>`;

defineLibrary({ name: "x", filters: { shout: (text: string) => text }, tags: { now: simpleTag(() => 1) } });
const shouting = defineLibrary({ name: "x", filters: { shout: (text: string, end = "!") => text + end } });
declare const filters: NonNullable<(typeof shouting)["~types"]>["filters"];
filters.shout("a", "?");
// @ts-expect-error: an argument has the type of its default
filters.shout("a", 3);
// @ts-expect-error: a value without a type would be of any type
defineLibrary({ name: "x", filters: { shout: (text) => text } });
// @ts-expect-error: a library needs its name
defineLibrary({ filters: {} });
