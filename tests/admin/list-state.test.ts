import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type ListState,
  listUrl,
  readListState,
  withFilter,
  withOrderOf,
} from "../../src/admin/list/list-state.ts";
import { pageNumbers } from "../../src/admin/list/page-numbers.ts";

const vocabulary = {
  acceptsFilter: (name: string, value: string) => name === "status" && ["draft", "published"].includes(value),
  isSortable: (column: string) => ["title", "price"].includes(column),
};
const read = (query: string) => readListState(new URLSearchParams(query), vocabulary);

test("a list's state survives the way through its URL", () => {
  const state = read("q=earl grey&f.status=draft&order=-price,title&page=3");

  assert.equal(state.search, "earl grey");
  assert.deepEqual([...state.filters], [["status", "draft"]]);
  assert.deepEqual(state.order, [
    { column: "price", descending: true },
    { column: "title", descending: false },
  ]);
  assert.equal(state.page, 3);
  assert.deepEqual(read(listUrl(state).slice(1)), state);
});

test("names and values that the list doesn't know are dropped", () => {
  const state = read("f.password=x&f.status=gone&order=password,-title,title&page=-2&evil=1");

  assert.deepEqual([...state.filters], []);
  assert.deepEqual(state.order, [{ column: "title", descending: true }]);
  assert.equal(state.page, 1);
});

test("a click on a column orders by it, then the other way, then no longer", () => {
  const start: ListState = read("");
  const once = withOrderOf(start, "title");
  const twice = withOrderOf(once, "title");

  assert.equal(listUrl(once), "?order=title");
  assert.equal(listUrl(twice), "?order=-title");
  assert.equal(listUrl(withOrderOf(twice, "title")), "?");
});

test("a click on a second column puts it in front of the first", () => {
  const state = withOrderOf(read("order=-title"), "price");

  assert.equal(listUrl(state), "?order=price%2C-title");
});

test("choosing a filter goes back to the first page", () => {
  assert.equal(listUrl(withFilter(read("q=tea&page=4"), "status", "draft")), "?q=tea&f.status=draft");
});

test("page numbers show both ends and the neighbours", () => {
  assert.deepEqual(pageNumbers(1, 1), [1]);
  assert.deepEqual(pageNumbers(1, 20), [1, 2, 3, 4, "gap", 20]);
  assert.deepEqual(pageNumbers(10, 20), [1, "gap", 9, 10, 11, "gap", 20]);
  assert.deepEqual(pageNumbers(20, 20), [1, "gap", 17, 18, 19, 20]);
  assert.deepEqual(pageNumbers(3, 5), [1, 2, 3, 4, 5]);
});
