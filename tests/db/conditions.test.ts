import assert from "node:assert/strict";
import { and, type ConditionOf, caseWhen, count, not, or, sql, Temporal, type Where, xor } from "quintet/db";
import { forEachDatabase } from "./databases.ts";
import { Author, Book, fillLibrary, openLibrary, Tag, titles } from "./library.ts";

type BookCondition = ConditionOf<typeof Book>;

const cases: readonly [name: string, condition: BookCondition, expected: readonly string[]][] = [
  ["a bare value is eq", { title: "The Nose" }, ["The Nose"]],
  ["eq", { pages: { eq: 800 } }, ["Anna Karenina"]],
  ["ne keeps rows with null", { pages: { ne: 800 } }, ["Dead Souls", "The Nose", "War and Peace"]],
  ["null", { pages: null }, ["Dead Souls"]],
  ["isNull", { pages: { isNull: false } }, ["Anna Karenina", "The Nose", "War and Peace"]],
  ["gt and lt together", { pages: { gt: 40, lt: 1200 } }, ["Anna Karenina"]],
  ["gte", { price: { gte: "15.50" } }, ["Anna Karenina", "War and Peace"]],
  ["lte", { price: { lte: 9.99 } }, ["Dead Souls", "The Nose"]],
  ["between", { pages: { between: [40, 800] } }, ["Anna Karenina", "The Nose"]],
  ["in", { title: { in: ["The Nose", "Dead Souls", "Gone"] } }, ["Dead Souls", "The Nose"]],
  ["in with nothing", { title: { in: [] } }, []],
  ["contains minds the case", { title: { contains: "a" } }, ["Anna Karenina", "Dead Souls", "War and Peace"]],
  ["contains finds no other case", { title: { contains: "WAR" } }, []],
  ["startsWith", { title: { startsWith: "The" } }, ["The Nose"]],
  ["endsWith", { title: { endsWith: "Souls" } }, ["Dead Souls"]],
  ["icontains", { title: { icontains: "WAR" } }, ["War and Peace"]],
  ["istartsWith", { title: { istartsWith: "the" } }, ["The Nose"]],
  ["iendsWith", { title: { iendsWith: "SOULS" } }, ["Dead Souls"]],
  ["iexact", { title: { iexact: "the nose" } }, ["The Nose"]],
  ["signs of patterns mean themselves", { title: { contains: "*" } }, []],
  ["and in the ignoring operators", { title: { icontains: "%" } }, []],
  ["or", { or: [{ title: "The Nose" }, { pages: 800 }] }, ["Anna Karenina", "The Nose"]],
  ["not", { not: { status: "published" } }, ["The Nose"]],
  ["and", { and: [{ pages: { gt: 1 } }, { price: { lt: 6 } }] }, ["The Nose"]],
  ["a row of a relation", { author: { name: "Gogol" } }, ["Dead Souls", "The Nose"]],
  ["two steps", { editor: { books: { title: "The Nose" } } }, ["War and Peace"]],
  ["no row", { editor: null }, ["Anna Karenina", "Dead Souls"]],
  ["a relation's isNull", { editor: { isNull: false } }, ["The Nose", "War and Peace"]],
  ["a row to many", { tags: { slug: "sale" } }, ["War and Peace"]],
  ["a relation in with nothing", { author: { in: [] } }, []],
  ["no rows to many", { tags: { isNull: true } }, ["Dead Souls", "The Nose"]],
  [
    "a callback",
    (book) => book.pages.gt(100).and(book.author.name.startsWith("T")),
    ["Anna Karenina", "War and Peace"],
  ],
  ["arithmetic", (book) => book.pages.dividedBy(2).eq(400), ["Anna Karenina"]],
  ["columns with each other", (book) => book.author.name.lt(book.title), ["The Nose", "War and Peace"]],
];

forEachDatabase((place) => {
  const { test } = place;

  for (const [name, condition, expected] of cases) {
    test(`where(): ${name}`, async () => {
      await using _database = await openLibrary(place);
      await fillLibrary();

      assert.deepEqual(titles(await Book.where(condition)), expected);
    });
  }

  test("whereNot() is the rest, rows with null among it", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();

    assert.deepEqual(titles(await Book.whereNot({ pages: { gt: 100 } })), ["Dead Souls", "The Nose"]);
    assert.deepEqual(titles(await Book.whereNot({ editor: { name: "Gogol" } })), [
      "Anna Karenina",
      "Dead Souls",
      "The Nose",
    ]);
  });

  test("whereNot() keeps rows whose relation leads nowhere, however the other row is named", async () => {
    await using _database = await openLibrary(place);
    const { gogol } = await fillLibrary();
    const others = ["Anna Karenina", "Dead Souls", "The Nose"];

    assert.deepEqual(titles(await Book.whereNot({ editor: gogol })), others);
    assert.deepEqual(titles(await Book.whereNot({ editor: { id: gogol.id } })), others);
    assert.deepEqual(titles(await Book.where((book) => not(book.editor.id.eq(gogol.id)))), others);
  });

  test("a row itself is compared with rows of its model", async () => {
    await using _database = await openLibrary(place);
    const { nose, souls } = await fillLibrary();

    assert.deepEqual(titles(await Book.where((book) => book.eq(nose))), ["The Nose"]);
    assert.deepEqual(titles(await Book.where((book) => book.in([nose, souls]))), ["Dead Souls", "The Nose"]);
    const written = await Author.where((author) =>
      author.books.where((book) => book.ne(nose)).title.startsWith("The"),
    );
    assert.deepEqual(written, []);
    assert.throws(() => Book.where((book) => book.eq(new Book({ title: "New" }))), {
      code: "db.invalid-query",
      message: /compares rows of Book with one that is not saved yet/,
    });
  });

  test("SQL of one's own keeps its OR for itself", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    const either = Book.where((book) => sql<boolean>`${book.pages} = ${40} OR ${book.pages} = ${800}`);

    assert.deepEqual(titles(await either.where({ status: "published" })), ["Anna Karenina"]);
    assert.deepEqual(titles(await either.where({ title: "The Nose" })), ["The Nose"]);
  });

  test("exists() behind distinct() and offset() counts different rows", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    const authors = Author.where({ books: { price: { gt: 1 } } }).distinct();

    assert.equal(await authors.offset(1).limit(1).exists(), true);
    assert.equal(await authors.offset(2).limit(1).exists(), false);
  });

  test("whereNot() on a relation to many means that no row is such", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();

    assert.deepEqual(titles(await Book.whereNot({ tags: { slug: "sale" } })), [
      "Anna Karenina",
      "Dead Souls",
      "The Nose",
    ]);
    const authors = await Author.whereNot({ books: { pages: { gt: 1000 } } });
    assert.deepEqual(authors.map(String), ["Gogol"]);
  });

  test("whereNot() on some of the rows to many looks at no others", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    const without = Author.whereNot((author) =>
      author.books.where((book) => book.status.eq("draft")).isNotNull(),
    );
    const notTitled = Author.whereNot((author) =>
      author.books.where({ status: "draft" }).title.startsWith("Dead"),
    );

    assert.deepEqual((await without).map(String), ["Tolstoy"]);
    assert.deepEqual((await notTitled.orderBy("name")).map(String), ["Gogol", "Tolstoy"]);
  });

  test("the condition on some of the rows to many may speak of those on the way to them", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();

    const found = Author.where((author) =>
      author.books.tags
        .where((tag) => tag.slug.eq("classic").and(author.books.title.startsWith("Anna")))
        .isNotNull(),
    );

    assert.deepEqual((await found).map(String), ["Tolstoy"]);
  });

  test("one where() speaks of one and the same related row, two may speak of two", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();

    const same = await Author.where({ books: { title: "Anna Karenina", pages: 1200 } });
    const any = await Author.where({ books: { title: "Anna Karenina" } }).where({ books: { pages: 1200 } });

    assert.deepEqual(same.map(String), []);
    assert.deepEqual(any.map(String), ["Tolstoy"]);
  });

  test("a condition on related rows gives a row for each of them, once with distinct()", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    const query = Author.where({ books: { status: "published" } }).orderBy("name");

    assert.deepEqual((await query).map(String), ["Gogol", "Tolstoy", "Tolstoy"]);
    assert.deepEqual((await query.distinct()).map(String), ["Gogol", "Tolstoy"]);
    assert.equal(await query.distinct().count(), 2);
  });

  test("a query stands inside another one", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();

    const books = Book.where({
      author: { in: Author.where({ name: "Gogol" }) },
      title: { startsWith: "The" },
    });
    const byName = Book.where((book) => book.author.name.in(Author.where({ id: 1 }).select("name")));

    assert.deepEqual(titles(await books), ["The Nose"]);
    assert.deepEqual(titles(await byName), ["Anna Karenina", "War and Peace"]);
  });

  test("a relation isn't compared with a query on another model", async () => {
    await using _database = await openLibrary(place);
    // biome-ignore lint/suspicious/noExplicitAny: the types refuse it
    const tags: any = Tag.all();

    await assert.rejects(async () => Book.where({ author: { in: tags } }), {
      code: "db.invalid-query",
      message: /Book\.author leads to rows of Author, and is compared with a query on Tag/,
    });
  });

  test("a total stands in a condition, also beside other conditions", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();

    const cheaper = Book.where((book) => book.price.lt(book.author.books.price.avg()));
    const orOnSale = Book.where((book) =>
      book.price.lt(book.author.books.price.avg()).or(book.tags.slug.eq("sale")),
    );

    assert.deepEqual(titles(await cheaper), ["Anna Karenina", "The Nose"]);
    assert.deepEqual(titles(await orOnSale.distinct()), ["Anna Karenina", "The Nose", "War and Peace"]);
  });

  test("dates compare as dates", async () => {
    await using _database = await openLibrary(place);
    await Author.create({ name: "Old", bornOn: Temporal.PlainDate.from("1809-04-01") });

    assert.equal(await Author.where({ bornOn: { lt: Temporal.PlainDate.from("1900-01-01") } }).count(), 1);
  });

  test("a misspelt field is told with the one that was meant", async () => {
    await using _database = await openLibrary(place);

    const query = Book.where({ author: { nam: "x" } } as Where<never>);

    await assert.rejects(async () => query, {
      code: "db.unknown-field",
      message: /Author has no field "nam" \(in where\({ author: nam: … }\)\)\. Did you mean "name"\?/,
    });
    assert.throws(
      () => Book.orderBy("titel" as "title"),
      /Book has no field "titel" \(in orderBy\("titel"\)\)\. Did you mean "title"\?/,
    );
  });

  test("an unknown operator is told with those that the field has", async () => {
    await using _database = await openLibrary(place);

    const misspelt = Book.where({ title: { startWith: "x" } } as Where<never>);
    const wrongKind = Book.where({ pages: { contains: "x" } } as Where<never>);

    await assert.rejects(async () => misspelt, {
      code: "db.unknown-operator",
      message: /Did you mean "startsWith"/,
    });
    await assert.rejects(async () => wrongKind, {
      code: "db.unknown-operator",
      message: /Operators: eq, ne, in/,
    });
  });

  test("undefined is refused instead of matching everything", () => {
    assert.throws(() => Book.where({ title: undefined } as Where<never>), { code: "db.invalid-condition" });
  });

  test("a value of another kind is refused, an object among them", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    const fromOutside = JSON.parse('{"pages": {"eq": {"gt": 0}}}') as Where<never>;

    await assert.rejects(async () => Book.where(fromOutside), { code: "db.wrong-value" });
    await assert.rejects(async () => Book.where({ pages: "800" } as unknown as Where<never>), {
      code: "db.wrong-value",
    });
    await assert.rejects(async () => Book.where({ title: ["a"] } as unknown as Where<never>), {
      code: "db.invalid-condition",
    });
  });

  test("names of prototypes are no fields", () => {
    const fromOutside = JSON.parse('{"__proto__": {"eq": 1}}') as Where<never>;

    assert.throws(() => Book.where(fromOutside), { code: "db.invalid-condition" });
    assert.throws(() => Book.where({ constructor: 1 } as unknown as Where<never>), {
      code: "db.invalid-condition",
    });
  });

  test("a condition that was annotated is compared like any value", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();
    const long = Book.annotate((book) => ({ long: book.pages.gt(100), cheap: book.price.lt(10) }));

    assert.deepEqual(titles(await long.where({ long: true })), ["Anna Karenina", "War and Peace"]);
    assert.deepEqual(titles(await long.where({ long: { isNull: true } })), ["Dead Souls"]);
    assert.deepEqual(titles(await long.where((book) => book.cheap.eq(book.long))), []);
    assert.deepEqual(titles(await long.where((book) => book.cheap.ne(book.long)).orderBy("-title")), [
      "War and Peace",
      "The Nose",
      "Dead Souls",
      "Anna Karenina",
    ]);
  });

  test("a relation with a condition of its own is asked, counted and ordered by under its name", async () => {
    await using _database = await openLibrary(place);
    await fillLibrary();

    const long = Author.alias((author) => ({ long: author.books.where({ pages: { gt: 100 } }) }));
    const found = await long
      .where({ name: { contains: "o" }, long: { title: { startsWith: "War" } } })
      .annotate((author) => ({ written: count(author.long) }));
    const ordered = await long.orderBy((author) => author.long.title.desc({ nulls: "last" }));

    assert.deepEqual(
      found.map(({ name, written }) => [name, written]),
      [["Tolstoy", 1]],
    );
    assert.deepEqual(
      ordered.map(({ name }) => name),
      ["Tolstoy", "Tolstoy", "Gogol"],
    );
  });

  test("a relation with conditions on references of its rows keeps rows without such ones", async () => {
    await using _database = await openLibrary(place);
    const { tolstoy, gogol } = await fillLibrary();
    await Author.create({ name: "Chekhov" });

    const found = await Author.alias((author) => ({ mine: author.books.where({ price: { gt: 6 } }) }))
      .alias((author) => ({
        reviewed: author.mine.reviews.where((review) => and(review.stars.gt(1), review.book.eq(1))),
        both: author.books.where((book) => and(book.author.eq(tolstoy), book.editor.eq(gogol))),
      }))
      .annotate((author) => ({ stars: author.reviewed.stars.max(), pages: author.both.pages.max() }))
      .orderBy("name");

    assert.deepEqual(
      found.map(({ name, stars, pages }) => [name, stars, pages]),
      [
        ["Chekhov", null, null],
        ["Gogol", null, null],
        ["Tolstoy", null, 1200],
      ],
    );
  });

  test("an unknown operator of a moment is told with the parts that it has", async () => {
    await using _database = await openLibrary(place);

    await assert.rejects(async () => await Book.where({ createdAt: { yeer: 2024 } } as never), {
      code: "db.unknown-operator",
      message: /Book\.createdAt has no operator "yeer".*Operators: .*year, isoYear/s,
    });
  });

  test("objects don't stand where conditions are expressions", () => {
    for (const make of [and, or, xor, not])
      assert.throws(() => make({ title: "x" } as never), {
        message: /\(\) takes conditions such as book\.price/,
      });
    assert.throws(() => caseWhen([{ title: "x" } as never, 1]), { message: /^caseWhen\(\) takes/ });
  });

  test("select() chooses something", () => {
    assert.throws(() => Book.select(), {
      code: "db.invalid-query",
      message: /select\(\) on Book chooses nothing/,
    });
  });
});
