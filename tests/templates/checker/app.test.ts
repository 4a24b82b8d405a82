import assert from "node:assert/strict";
import { test } from "node:test";
import { defineLibrary, type RouteNames, simpleTag, type TagParser } from "quintet/templates";
import { check, shown } from "./checked-project.ts";

const routes: RouteNames = {
  parametersOf(name) {
    if (name === "home") return [{ names: [], extra: [] }];
    if (name === "book") return [{ names: ["year", "slug"], extra: ["draft"] }];
    return { mistake: `There is no route "${name}". Did you mean "home"?` };
  },
};

const page = (context: string) => `import { template } from "quintet/templates";
export const page = template<${context}>("page.html");
`;

test("a URL's route and parameters are those that there are, and its values have their types", async () => {
  const app = `export type Shared = object;
export declare const libraries: object;
interface Routes { home: object; book: { year: number; slug: string; draft?: boolean } }
export declare function url<Name extends keyof Routes>(name: Name, parameters: Routes[Name]): string;
`;

  const { diagnostics } = await check(
    {
      "pages.ts": page("{ year: number; slug: string; at: Date; name: string }"),
      "templates/page.html": `{% url "hoem" %}
{% url "home" year %}{% url "home" %}{% url name %}
{% url "book" year slug %}{% url "book" slug=slug year=year %}{% url "book" year=year slug=slug draft=True %}
{% url "book" year %}{% url "book" yeer=year slug=slug %}{% url "book" year=year %}{% url "book" year slug=slug %}
{% url "book" at slug %}{% url "book" year=slug slug=slug %}
{% url "hoem" as link %}{{ link.foo }}`,
    },
    { routes, app },
  );

  assert.deepEqual(diagnostics.map(shown), [
    'page.html:1:8 — There is no route "hoem". Did you mean "home"?',
    'page.html:2:8 — The route "home" takes no parameters, and one was given.',
    'page.html:4:8 — The route "book" takes year, slug, and one was given.',
    'page.html:4:29 — The route "book" takes year, slug, and not "yeer". Did you mean "year"?',
    'page.html:4:65 — The route "book" takes year, slug. Missing here: slug.',
    'page.html:4:91 — The route "book" takes year, slug. Give its parameters all by name or all by their order.',
    'page.html:5:15 — The parameter "year" of the route "book" is a number, and Date was given.',
    'page.html:5:44 — The parameter "year" of the route "book" is a number, and a text was given.',
    'page.html:6:8 — There is no route "hoem". Did you mean "home"?',
    'page.html:6:33 — "link" is a text, and has no "foo".',
  ]);
  // With "as" a route that isn't there gives nothing, and may be meant to.
  assert.deepEqual(
    diagnostics.map(({ severity }) => severity),
    ["error", "error", "error", "error", "error", "error", "error", "error", "warning", "error"],
  );
});

test("filters and tags of a library are checked by the types of their functions", async () => {
  const untyped: TagParser = simpleTag(() => 1);
  const library = defineLibrary({
    name: "shop",
    filters: { shout: (text: string) => text, times: (count: number, by: number) => count * by },
    tags: { total: untyped, other: untyped },
  });
  const app = `import { defineLibrary, simpleTag } from "quintet/templates";
const library = defineLibrary({
  name: "shop",
  filters: {
    shout: (text: string) => ({ text, loud: Promise.resolve(true) }),
    times: (count: number, by: number) => count * by,
    titled: (book: Book) => book.title,
  },
  tags: { total: simpleTag(() => ({ sum: 3 })) },
});
class Book { title = ""; author = Promise.resolve({ name: "" }); }
export interface Shared { user: Promise<{ name: string }>; title: number }
type Types = NonNullable<(typeof library)["~types"]>;
export declare const libraries: { readonly shop: Types };
export declare function url(name: string, parameters: object): string;
`;

  const { diagnostics } = await check(
    {
      "pages.ts": page("{ title: string; subtitle: string | null; count: number; maybe?: string }"),
      "templates/page.html": `{% load shop %}{{ title|shout }}{{ count|shout }}{{ maybe|shout }}{{ subtitle|shout }}
{{ count|times:2 }}{{ count|times:title }}{{ title|shout:3 }}
{% with loud=title|shout %}{{ loud.loud.foo }}{% endwith %}
{% total title as sum %}{{ sum.smu }}{% other as thing %}{{ thing }}{{ thing.foo }}
{{ user.name }}{{ user.nam }}{{ title.foo }}`,
    },
    { libraries: [library], app },
  );

  assert.deepEqual(diagnostics.map(shown), [
    'page.html:1:36 — The filter "shout" takes a text, and "count" is a number.',
    'page.html:1:70 — The filter "shout" takes a text, and "subtitle" is a text or null.',
    'page.html:2:35 — The filter "times" takes a number as its argument, and "title" is a text.',
    'page.html:2:58 — The filter "shout" takes no argument, and 3 was given.',
    'page.html:3:41 — "loud.loud" is true or false, and has no "foo".',
    'page.html:4:32 — "sum" has no "smu".',
    'page.html:4:78 — The type of "thing" is unknown, so "foo" can\'t be looked up in it.',
    'page.html:5:24 — "user" has no "nam". Did you mean "name"?',
    'page.html:5:39 — "title" is a text, and has no "foo".',
  ]);
});
