import { html as htmlResponse } from "quintet/http";
import {
  defineLibrary,
  html,
  type SafeString,
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

// Where nothing is required, the context may be left out.
template("plain.html")();
template<{ next?: string }>("login.html")();

// html`…` gives HTML that templates print as it stands.
const item: SafeString = html`<li>${"a"}</li>`;
void item;

defineLibrary({ name: "x", filters: { shout: (text: string) => text }, tags: { now: simpleTag(() => 1) } });
// @ts-expect-error: a library needs its name
defineLibrary({ filters: {} });
