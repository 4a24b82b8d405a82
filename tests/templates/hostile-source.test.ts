import assert from "node:assert/strict";
import { test } from "node:test";
import { render } from "./render.ts";

/*
 * Sources of a megabyte that would take the memory of the machine, or hours, if nothing bounded what is made of them. How
 * long they take is measured in bench/templates.
 */

const megabyte = 1_000_000;

function many(piece: (index: number) => string, length: number): string {
  return Array.from({ length: Math.floor(length / piece(0).length) }, (_, index) => piece(index)).join("");
}

test("tags that see many variables, many times, are refused", () => {
  const names = many((index) => `{% now "Y" as n${index} %}`, megabyte / 2);
  const includes = many(() => "{% include a %}", megabyte / 2);

  assert.throws(() => render(names + includes), { name: "TemplateRecursionError", message: /too large/ });
});

test("variables deep inside of many loops are found without end", () => {
  const depth = 140;
  const inside = many(() => "{{ c }}", megabyte / 4);
  const source = "{% for a in b %}".repeat(depth) + inside + "{% endfor %}".repeat(depth);

  assert.equal(render(source, { b: ["x"], c: "" }), "");
});

test("values of one {% with %}, and filters behind each other, may be many", () => {
  const values = many((index) => `n${index}=a `, 100_000);
  const filters = `{{ a${"|upper".repeat(200)} }}`.repeat(50);

  assert.equal(render(`{% with ${values}%}{{ n1 }}{% endwith %}`, { a: "x" }), "x");
  assert.equal(render(filters, { a: "x" }), "X".repeat(50));
});
