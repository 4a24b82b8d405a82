import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { html } from "quintet/templates";
import { launchChromium, skipsWithoutChromium } from "./chromium.ts";

/*
 * html`…` finds out where a value stands by a tokenizer of its own. Here a browser's parser is the judge: templates are
 * thrown together from pieces of tags, and where html`…` takes one, no value may change which elements and attributes the
 * browser finds in it, and none may be found in a script, a style sheet or a handler.
 */

const pieces = [
  "<|>|</|/>|<p|<a|<P|<x-y|<input|<br|<button|<image|<A HREF=| href=| title=| class=| style=| onclick=| src=| type=|data-a",
  "\"|'|=| |\n|\f|/|x|&|&#|&lt|;|`|-|!|color:|javascript:|\u0000",
  "<!--|-->|--!>|<!-->|->|<!|<?|<![CDATA[|]]>|<script|</script|<script>|</script>|<style>|</style>|type=application/json>",
  "<title>|</title>|<textarea>|</textarea>|<noscript>|</noscript>|<xmp>|</xmp>|<iframe|<iframe>|</iframe>|<plaintext>",
  "<noframes>|</noframes>|<template>|</template>|<svg>|</svg>|<math>|<mtext>|<mglyph>|<desc>|<foreignObject>",
  "<annotation-xml encoding=text/html>|<select>|<option>|<table>|<tr>|<td>|</td>|<form>|</p>|</a>",
].flatMap((line) => line.split("|"));

const harmless = "x1";
const payloads = [
  "<img src=x onerror=pwn()>",
  `"><img src=x>`,
  `'><img src=x>`,
  " onmouseover=pwn() ",
  `" onmouseover="pwn()`,
  `' onmouseover='pwn()`,
  "--><img src=x>",
  "]]><img src=x>",
  "</script></style></title></textarea></xmp></noscript><img src=x>",
  "/><img src=x>",
  "&gt;<img src=x>",
  "=x onx=y",
  "`",
  ">",
  "!--",
];

/** Templates with one value in them, of pieces by chance. */
function templates(count: number): (readonly [before: string, after: string])[] {
  const some = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(""));
  const end = fc.constantFrom("", ">", '">', "'>", " >", "-->", "</script>", "</title>", "</textarea>");
  const template = fc.tuple(
    some,
    fc.tuple(some, end).map(([text, last]) => text + last),
  );
  return fc.sample(template, { numRuns: count, seed: 4 });
}

/** What a template makes of each value; `undefined` where it is refused. */
function pagesOf(texts: readonly string[]): string[] | undefined {
  const strings = Object.assign([...texts], { raw: texts });
  try {
    return [harmless, ...payloads].map((value) => String(html(strings, value)));
  } catch (error) {
    const { code } = error as { code?: string };
    assert.match(code ?? String(error), /^templates\.html-(?:position|value)$/);
    return undefined;
  }
}

/** In the browser: which pages have other elements than the first, or run something. */
function findFaults(pagesOfTemplates: readonly (readonly string[])[]): string[] {
  const inside = (root: ParentNode): Element[] =>
    [...root.querySelectorAll("*")].flatMap((element) =>
      element instanceof HTMLTemplateElement ? [element, ...inside(element.content)] : [element],
    );
  const programs = (element: Element): string[] => [
    ...[...element.attributes].filter(({ name }) => name.startsWith("on")).map(({ value }) => value),
    ...(/^(?:script|style)$/i.test(element.localName) && !element.getAttribute("type")?.includes("json")
      ? [element.textContent]
      : []),
  ];
  const shapeOf = (page: string): string => {
    const parsed = new DOMParser().parseFromString(`<!doctype html><body>0${page}<i-end>`, "text/html");
    const elements = inside(parsed);
    const names = elements.map((element) => [element.localName, ...element.getAttributeNames()].join(" "));
    return `${names.join(", ")}; ${elements.flatMap(programs).join(" ")}`;
  };
  return pagesOfTemplates.flatMap((pages) => {
    const expected = shapeOf(pages[0]!);
    if (!expected.includes("i-end")) return [`${pages[0]} swallows what follows`];
    if (expected.includes("x1")) return [`${pages[0]} runs a value`];
    return pages.filter((page) => shapeOf(page) !== expected);
  });
}

describe("html`…` with templates that are hardly HTML", { skip: skipsWithoutChromium }, () => {
  test("where it takes one, no value changes what a browser finds in it", async () => {
    const accepted = templates(1500)
      .map(pagesOf)
      .filter((pages) => pages !== undefined);
    const browser = await launchChromium();
    const page = await browser.newPage();

    const faults = await page.evaluate(findFaults, accepted);
    await browser.close();

    assert.ok(accepted.length > 300, `only ${accepted.length} templates were taken`);
    assert.deepEqual(faults, []);
  });
});
