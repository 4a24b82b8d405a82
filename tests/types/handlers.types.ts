import { belongsTo, Model, slug, string, uuid } from "quintet/db";
import { form, integerField, textField } from "quintet/forms";
import {
  archiveHandler,
  createHandler,
  dateDetailHandler,
  dayArchiveHandler,
  deleteHandler,
  detailHandler,
  formHandler,
  foundOr404,
  listHandler,
  monthArchiveHandler,
  redirectHandler,
  resourceRoutes,
  setLanguage,
  templateHandler,
  todayArchiveHandler,
  updateHandler,
  weekArchiveHandler,
  yearArchiveHandler,
} from "quintet/handlers";
import type { Request, ResponseLike } from "quintet/http";
import { byMethod, defineRoutes, lazyUrlFor, mount, path, urlFor } from "quintet/routing";
import { template } from "quintet/templates";

class Author extends Model({ name: string({ maxLength: 100 }) }) {}
class Book extends Model({
  title: string({ maxLength: 200 }),
  slug: slug(),
  get author() {
    return belongsTo(() => Author, { onDelete: "cascade" });
  },
}) {}
class Token extends Model({ id: uuid({ primaryKey: true }), name: string({ maxLength: 9 }) }) {}

function expectType<Expected>(_value: Expected): void {}

// Lists
path("", listHandler(Book));
path("", listHandler(Book, { template: template<{ rows: Book[] }>("list.html") }));
path("", listHandler(Book, { as: "books", template: template<{ books: readonly Book[] }>("list.html") }));
path(
  "",
  listHandler(Book, { orderings: ["title", "author"], filters: ["slug"], perPage: 20, allowEmpty: false }),
);
path(
  "<slug:shop>/",
  listHandler(Book, {
    query: (_request, { shop }: { shop: string }) => Book.where({ slug: shop }).include("author"),
    template: ({ rows, page }) => `${rows[0]?.author.name}${page?.pages}`,
  }),
);
listHandler(Book, {
  context: async () => ({ author: await Author.get(1) }),
  template: template<{ rows: Book[]; author: Author }>("list.html"),
});
listHandler(Book, { perPage: 20, orphans: 3 });
resourceRoutes(Book, { fields: ["title"], perPage: 20, orphans: 3 });
// @ts-expect-error a number of rows
listHandler(Book, { perPage: 20, orphans: true });
// @ts-expect-error there is no field 'titel'
listHandler(Book, { orderings: ["titel"] });
// @ts-expect-error there is no field 'writer'
listHandler(Book, { filters: ["writer"] });
// @ts-expect-error the page wants what nobody gives it
listHandler(Book, { template: template<{ rows: Book[]; author: Author }>("list.html") });
// @ts-expect-error the page wants rows of another model
listHandler(Book, { template: template<{ rows: Author[] }>("list.html") });
// @ts-expect-error the query is for another model
listHandler(Book, { query: () => Author.all() });
// @ts-expect-error not loaded, so it has no name
listHandler(Book, { template: ({ rows }) => rows[0]!.author.name });
const ofShop = listHandler(Book, {
  query: (_request, { shop }: { shop: string }) => Book.where({ slug: shop }),
});
// @ts-expect-error the route has no parameter 'shop'
path("<slug:stop>/", ofShop);

// One row
path("<int:id>/", detailHandler(Book));
path("<uuid:id>/", detailHandler(Token));
path("<slug:slug>/", detailHandler(Book, { by: "slug", template: ({ row }) => row.title }));
path(
  "<int:author>/<slug:slug>/",
  detailHandler(Book, {
    by: "slug",
    as: "book",
    query: (_request, { author }: { author: number }) => Book.where({ author }).include("author"),
    template: ({ book }) => book.author.name,
  }),
);
// @ts-expect-error a number is no key of a token
path("<int:id>/", detailHandler(Token));
// @ts-expect-error the route says pk
path("<int:pk>/", detailHandler(Book));
// @ts-expect-error the row is called 'row'
detailHandler(Book, { template: ({ book }) => book.title });

// Forms
path("new/", createHandler(Book, { fields: ["title"], success: (book) => `/${book.slug}/` }));
path("<int:id>/", updateHandler(Book, { fields: ["title"], success: (book) => `/${book.id}/` }));
path(
  "<int:id>/",
  deleteHandler(Book, { success: () => "/", template: ({ row, problem }) => row.title + problem }),
);
createHandler(Book, {
  fields: ["title"],
  beforeSave: (book) => {
    book.slug = book.title;
  },
  template: ({ form: shown }) => String(shown.fields.title.html),
  success: () => new URL("https://x.example/"),
});
// @ts-expect-error the fields must be listed
createHandler(Book, { success: () => "/" });
// @ts-expect-error there is no field 'titel'
createHandler(Book, { fields: ["titel"], success: () => "/" });
// @ts-expect-error nobody says where to go
createHandler(Book, { fields: ["title"] });
createHandler(Book, {
  fields: ["title"],
  success: () => "/",
  // @ts-expect-error there is no such field in this form
  template: ({ form: shown }) => String(shown.fields.slug),
});
// @ts-expect-error a row is nowhere to go
deleteHandler(Book, { success: (book) => book });

// Resources
const books = resourceRoutes(Book, { fields: ["title"], by: "slug" });
const tokens = resourceRoutes(Token, { actions: ["list", "detail"] });
const site = defineRoutes({
  books: mount("books/", books),
  tokens: mount("<int:n>/", tokens),
  guarded: mount("g/", resourceRoutes(Book, { fields: ["title"], wrap: (handler) => handler })),
});
urlFor(site, "books:list");
urlFor(site, "books:update", { slug: "tea" });
urlFor(site, "tokens:detail", { n: 1, id: "x" });
urlFor(books, "delete", { slug: "tea" });
// @ts-expect-error rows are named by their slug
urlFor(site, "books:detail", { id: 7 });
// @ts-expect-error there is no such page
urlFor(site, "tokens:create", { n: 1 });
// @ts-expect-error the fields must be listed
resourceRoutes(Book, {});
// @ts-expect-error there is no field 'titel'
resourceRoutes(Book, { fields: ["titel"] });

// Archives
path(
  "",
  archiveHandler(Book, {
    dateField: "title",
    template: ({ rows, dates }) => `${rows[0]?.title}${dates[0]?.year}`,
  }),
);
path("", todayArchiveHandler(Book, { dateField: "title" }));
path("<int:year>/", yearArchiveHandler(Book, { dateField: "title", showsRows: true }));
path("<int:year>/<int:month>/", monthArchiveHandler(Book, { dateField: "title", allowFuture: true }));
path("<int:year>/<int:week>/", weekArchiveHandler(Book, { dateField: "title", weeks: "sunday" }));
path("<int:year>/<int:month>/<int:day>/", dayArchiveHandler(Book, { dateField: "title", allowEmpty: true }));
path(
  "<int:year>/<int:month>/<int:day>/<slug:slug>/",
  dateDetailHandler(Book, { dateField: "title", by: "slug" }),
);
// @ts-expect-error there is no field 'publishedOn'
archiveHandler(Book, { dateField: "publishedOn" });
// @ts-expect-error the route has no month
path("<int:year>/", monthArchiveHandler(Book, { dateField: "title" }));

// Others
path("", templateHandler(template("about.html")));
path(
  "<int:year>/",
  templateHandler(template<{ year: number }>("y.html"), (_, { year }: { year: number }) => ({ year })),
);
// @ts-expect-error the page needs a year
templateHandler(template<{ year: number }>("y.html"));
path("", redirectHandler("/books/", { status: 301, keepsQuery: true }));
path("", redirectHandler(lazyUrlFor(books, "list")));
path(
  "<int:id>/",
  redirectHandler((_request, { id }: { id: number }) => `/${id.toFixed()}/`),
);
// @ts-expect-error 200 is no redirect
redirectHandler("/", { status: 200 });
const search = form({ words: textField(), page: integerField({ optional: true }) });
path("", formHandler(search, { template: template<object>("s.html"), onValid: ({ words }) => `/${words}` }));
formHandler(search, {
  template: ({ form: shown }) => String(shown.fields.page.html),
  initial: () => ({ words: "" }),
  // @ts-expect-error a page may be null
  onValid: ({ page }) => page.toFixed(),
});
path("", setLanguage);
path("", byMethod({ get: async (): Promise<ResponseLike> => setLanguage({} as Request, {}) }));
expectType<Promise<Book>>(foundOr404(Book.find(1)));
expectType<Promise<Book>>(foundOr404(Book.get(1)));
// @ts-expect-error null is gone, so there is nothing to ask for
expectType<Promise<null>>(foundOr404(Book.find(1)));
expectType<Promise<Book[]>>(foundOr404(Book.where({ title: "A" })));
