import type { Card, CatalogPage, FortunesPage, Row, TablePage } from "./pages.ts";

/*
 * The contexts of the pages. As plain objects, and once more as a model would give them: instances of classes with
 * methods, and getters for what is computed.
 */

// As many places of a value hold something to escape as in real pages: a few.
const words = "tea cup leaf pot steam green black white river mountain salt & pepper paper ink stone".split(
  " ",
);
const cities = ["Köln", "Paris", "St. John's", "Kyoto", "Lagos", "Lima", "Tunis", "Oslo"];
const authors = ["Ada Byron", "Grace Hopper", "Tim O'Reilly", "Émile Zola", ""];

export function tableData(kind: "plain" | "instances"): TablePage {
  const rows = Array.from({ length: 1000 }, (_, index): Row => {
    const name = `${pick(words, index)} ${pick(words, index * 7)} ${index}`;
    const amount = index % 4 === 0 ? index : index + 0.25;
    const row = { id: index + 1, name, city: pick(cities, index), email: `user${index}@example.com`, amount };
    return kind === "plain" ? row : new RowInstance(row);
  });
  return { rows };
}

export function catalogData(kind: "plain" | "instances"): CatalogPage {
  const cards = Array.from({ length: 50 }, (_, index): Card => {
    const own = {
      title: `${pick(words, index)} and ${pick(words, index * 3)}`,
      author: { name: pick(authors, index) },
      summary: Array.from({ length: 8 + (index % 12) }, (_, word) => pick(words, index + word)).join(" "),
      published: new Date(Date.UTC(2020 + (index % 6), index % 12, 1 + (index % 28))),
      price: 10 + index * 0.35,
      discount: index % 3 === 0 ? 0.2 : 0,
      stock: index % 5 === 0 ? 0 : index,
      tags: [pick(words, index), pick(words, index * 5), pick(words, index * 11)],
      id: index + 1,
    };
    const card = new CardInstance(own);
    return kind === "instances"
      ? card
      : { ...own, url: card.url, salePrice: card.salePrice, isNew: card.isNew };
  });
  const menu = ["Home", "Books", "Tea & Cups", "About"].map((label, index) => ({ label, url: `/${index}/` }));
  return { site: "Leaf & Page", heading: "All <books>", user: { name: "Zoë" }, menu, cards };
}

export function fortunesData(kind: "plain" | "instances"): FortunesPage {
  const messages = [
    "fortune: No such file or directory",
    "A computer scientist is someone who fixes things that aren't broken.",
    "After enough decimal places, nobody gives a damn.",
    "A bad random number generator: 1, 1, 1, 1, 1, 4.33e+67, 1, 1, 1",
    "A computer program does what you tell it to do, not what you want it to do.",
    "Emacs is a nice operating system, but I prefer UNIX.",
    "Any program that runs right is obsolete.",
    "A list is only as strong as its weakest link.",
    "Feature: A bug with seniority.",
    "Computers make very fast, very accurate mistakes.",
    '<script>alert("This should not be displayed in a browser alert box.");</script>',
    "フレームワークのベンチマーク",
  ];
  const fortunes = messages.map((message, index) => ({ id: index + 1, message }));
  return { fortunes: kind === "plain" ? fortunes : fortunes.map((fortune) => new FortuneInstance(fortune)) };
}

function pick<Item>(items: readonly Item[], index: number): Item {
  return items[index % items.length]!;
}

class RowInstance implements Row {
  readonly id: number;
  readonly name: string;
  readonly city: string;
  readonly #user: string;
  readonly amount: number;

  constructor(row: Row) {
    this.id = row.id;
    this.name = row.name;
    this.city = row.city;
    this.#user = row.email.replace(/@.*/, "");
    this.amount = row.amount;
  }

  get email(): string {
    return `${this.#user}@example.com`;
  }
}

class CardInstance implements Card {
  readonly id: number;
  readonly title: string;
  readonly author: { readonly name: string };
  readonly summary: string;
  readonly published: Date;
  readonly price: number;
  readonly discount: number;
  readonly stock: number;
  readonly tags: readonly string[];

  constructor(card: Omit<Card, "url" | "salePrice" | "isNew"> & { id: number }) {
    this.id = card.id;
    this.title = card.title;
    this.author = card.author;
    this.summary = card.summary;
    this.published = card.published;
    this.price = card.price;
    this.discount = card.discount;
    this.stock = card.stock;
    this.tags = card.tags;
  }

  get url(): string {
    return `/books/${this.id}/`;
  }

  get salePrice(): number {
    return this.price * (1 - this.discount);
  }

  get isNew(): boolean {
    return this.published.getTime() > Date.UTC(2024, 0);
  }
}

class FortuneInstance {
  readonly id: number;
  readonly message: string;

  constructor({ id, message }: { id: number; message: string }) {
    this.id = id;
    this.message = message;
  }
}
