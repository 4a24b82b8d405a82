/*
 * The site that all contenders answer for, and what each of them must say. Paths are without a slash at their end, as
 * most frameworks write them.
 */

export const greeting = "Hello, World!";
export const greetingJson = JSON.stringify({ message: greeting });

export interface Book {
  readonly id: number;
  readonly title: string;
  readonly author: string;
}

/** What the page lists; some of it must be escaped. */
export const books: readonly Book[] = Array.from({ length: 20 }, (_, index) => ({
  id: index + 1,
  title: index % 5 === 0 ? `Tea & Cake <${index}>` : `Moominland, volume ${index}`,
  author: index % 2 === 0 ? "Tove Jansson" : "Karel Čapek",
}));

/** Who is signed in: `/sign-in` puts the name into the session, `/page` reads it there. */
export const visitor = "Ada";

/** The page, written by hand; what is between the tags doesn't count. */
export function pageOf(name: string): string {
  const items = books.map(
    ({ id, title, author }) => `<li><a href="/books/${id}">${escaped(title)}</a> by ${escaped(author)}</li>`,
  );
  return `<!doctype html><html lang="en"><head><title>Books</title></head><body><h1>Hello, ${escaped(name)}</h1><ul>${items.join("")}</ul></body></html>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A route, the path that is asked for, and the answer. */
export interface MixedRoute {
  /** With its parameters as `:name`. */
  readonly pattern: string;
  /** By its parameters' names; numbers are whole numbers. */
  readonly params: Readonly<Record<string, number | string>>;
  readonly path: string;
  readonly answer: string;
}

// Ten routes for each of twenty resources, four of them without parameters.
const patterns: readonly string[] = [
  "",
  "/new",
  "/search",
  "/archive/all",
  "/tags/:tag",
  "/:id",
  "/:id/edit",
  "/:id/comments",
  "/:id/comments/:comment",
  "/:id/files/:file",
];
const resources = [
  ...["articles", "authors", "books", "carts", "categories", "comments", "customers", "events", "groups"],
  ...["images", "invoices", "members", "messages", "orders", "pages", "photos", "products", "reviews"],
  ...["teams", "users"],
];

export const mixedRoutes: readonly MixedRoute[] = resources.flatMap((resource, index) =>
  patterns.map((rest) => makeRoute(`/${resource}${rest}`, index)),
);

function makeRoute(pattern: string, seed: number): MixedRoute {
  const values: Record<string, number | string> = {
    id: 100 + seed,
    comment: 7 * (seed + 1),
    tag: `tag-${seed}`,
    file: `file-${seed}`,
  };
  const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  const params = Object.fromEntries(names.map((name) => [name, values[name]!]));
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => String(params[name]));
  return { pattern, params, path, answer: answerOf(pattern, params) };
}

/** What a handler of one of the mixed routes says. */
export function answerOf(pattern: string, params: Readonly<Record<string, unknown>>): string {
  return `${pattern} ${Object.values(params).join(" ")}`;
}
