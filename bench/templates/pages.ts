import { catalogData, fortunesData, tableData } from "./data.ts";

export interface Row {
  readonly id: number;
  readonly name: string;
  readonly city: string;
  readonly email: string;
  readonly amount: number;
}

export interface TablePage {
  readonly rows: readonly Row[];
}

export interface Card {
  readonly title: string;
  readonly url: string;
  readonly author: { readonly name: string };
  readonly summary: string;
  readonly published: Date;
  readonly price: number;
  readonly salePrice: number;
  readonly discount: number;
  readonly isNew: boolean;
  readonly stock: number;
  readonly tags: readonly string[];
}

export interface CatalogPage {
  readonly site: string;
  readonly heading: string;
  readonly user: { readonly name: string };
  readonly menu: readonly { readonly label: string; readonly url: string }[];
  readonly cards: readonly Card[];
}

export interface FortunesPage {
  readonly fortunes: readonly { readonly id: number; readonly message: string }[];
}

/** One of the pages that all contenders render. */
export interface Page {
  readonly title: string;
  /** The contenders' name for it: that of the template. */
  readonly name: "table" | "catalog" | "fortunes";
  readonly context: object;
}

/** How far a page is followed: until there is a string, or until the bytes of an answer are known. */
export type PageEnd = "string" | "bytes";

export const pages: readonly Page[] = [
  { title: "table of 1,000 × 5", name: "table", context: tableData("plain") },
  { title: "table of 1,000 × 5, instances", name: "table", context: tableData("instances") },
  { title: "page of 50 cards", name: "catalog", context: catalogData("plain") },
  { title: "page of 50 cards, instances", name: "catalog", context: catalogData("instances") },
  { title: "12 fortunes", name: "fortunes", context: fortunesData("plain") },
  { title: "12 fortunes, instances", name: "fortunes", context: fortunesData("instances") },
];
