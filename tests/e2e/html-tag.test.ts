import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { attributes, html, safe } from "quintet/templates";
import { launchChromium, skipsWithoutChromium } from "./chromium.ts";

/*
 * What a browser makes of html`…` with values that want to be more than values. Every payload stands in every position, all
 * in one page. Each section must have the same elements and attribute names as with a harmless value, no program may run,
 * and attributes must read back as what was put in.
 */

const payloads: readonly string[] = [
  "<script>pwn()</script>",
  "<img src=x onerror=pwn()>",
  "<svg onload=pwn()>",
  `"><script>pwn()</script>`,
  `'><script>pwn()</script>`,
  `" onmouseover="pwn()" autofocus onfocus="pwn()`,
  `' onmouseover='pwn()' autofocus onfocus='pwn()`,
  " onmouseover=pwn() autofocus onfocus=pwn() x=",
  "` onmouseover=pwn()",
  "/><script>pwn()</script>",
  "</title></textarea></style></script></noscript></template></iframe><script>pwn()</script>",
  "--><script>pwn()</script><!--",
  "]]><script>pwn()</script>",
  "&lt;script&gt;pwn()&lt;/script&gt;",
  "&#34;&#62;&#60;script&#62;pwn()",
  "&quot;><b>",
  "javascript:pwn()",
  "JaVa\tScRiPt\n:pwn()",
  "\u0001javascript:pwn()",
  "javascript&colon;pwn()",
  "&#106;avascript:pwn()",
  "data:text/html,<script>parent.pwn()</script>",
  "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='pwn()'/>",
  "0;url=javascript:pwn()",
  "red;background:url(javascript:pwn())",
  "expression(pwn())",
  '<b\u0000>\u0000"\u0000>',
  "<\u2028script>pwn()</script>",
  "{{constructor.constructor('pwn()')()}}",
  "\ud83d<script>pwn()</script>",
];

type Position = (value: string) => unknown;

const positions: Readonly<Record<string, Position>> = {
  text: (value) => html`<p>${value}</p>`,
  "text in a component": (value) => html`<ul>${[value].map((item) => html`<li>${item}</li>`)}</ul>`,
  textarea: (value) => html`<textarea>${value}</textarea>`,
  title: (value) => html`<title>${value}</title>`,
  "title, marked safe": (value) => html`<title>${safe(value)}</title>`,
  "text in SVG": (value) => html`<svg><text>${value}</text><title>${value}</title></svg>`,
  "text in MathML": (value) => html`<math><mtext>${value}</mtext></math>`,
  "text in a table": (value) => html`<table><tr><td>${value}</td></tr></table>`,
  noscript: (value) => html`<noscript><p title="${value}">${value}</p></noscript>`,
  template: (value) => html`<template><p title="${value}">${value}</p></template>`,
  "attribute, quoted": (value) => html`<p data-read title="${value}"></p>`,
  "attribute, single quotes": (value) => html`<p data-read title='${value}'></p>`,
  "attribute, unquoted": (value) => html`<p data-read title=${value}></p>`,
  "attribute, unquoted, closed": (value) => html`<input data-read title=${value}/>`,
  "attribute, marked safe": (value) => html`<p title="${safe(value)}"></p>`,
  "attribute, in single quotes, marked safe": (value) => html`<p title='a ${safe(value)}'></p>`,
  "part of an attribute": (value) => html`<p title="a ${value} b" lang='${value}'></p>`,
  class: (value) => html`<p class=${["a", value]}></p>`,
  "part of a class": (value) => html`<p class="a ${value}"></p>`,
  style: (value) => html`<p style="color: ${value}"></p>`,
  "whole style": (value) => html`<p style=${value} title=x></p>`,
  "attributes()": (value) => html`<p ${attributes({ title: value, "data-x": value })}></p>`,
  link: (value) => html`<a href="${value}">x</a>`,
  "link, unquoted": (value) => html`<a href=${value}>x</a>`,
  "link, marked safe": (value) => html`<a href="${safe(value)}">x</a>`,
  "part of a link": (value) =>
    html`<a href="java${value}">x</a><a href="/?q=${value}">x</a><a href="/${value}">x</a>`,
  "link in SVG": (value) =>
    html`<svg><a xlink:href="${value}"><animate attributeName=href values="${value}" /></a></svg>`,
  form: (value) => html`<form action="${value}"><button formaction="${value}"></button></form>`,
  iframe: (value) => html`<iframe src="${value}"></iframe>`,
  "page in an iframe": (value) => html`<iframe srcdoc="${html`<p title="${value}">${value}</p>`}"></iframe>`,
  "text in an iframe": (value) => html`<iframe srcdoc="${value}"></iframe>`,
  object: (value) => html`<object data="${value}"></object><embed src="${value}">`,
  image: (value) => html`<img src="${value}" srcset="${value} 1x">`,
  meta: (value) => html`<meta http-equiv="refresh" content="999; ${value}">`,
  json: (value) => html`<script type="application/json">${JSON.stringify({ value })}</script>`,
  "what comes late": (value) => html`<p title=${Promise.resolve(value)}>${Promise.resolve(value)}</p>`,
};

const harmless = "x1";
const values = [harmless, ...payloads];
const cases = Object.entries(positions).flatMap(([name, position]) =>
  values.map((value) => ({ name: `${name} with ${JSON.stringify(value)}`, position, value })),
);

/** Every position with every value, each in a section of its own. */
async function pageSource(): Promise<string> {
  const sections: unknown[] = [];
  for (const { position, value } of cases)
    sections.push(html`<section>${(await position(value)) as unknown}</section>`);
  return String(await html`<!doctype html><script>pwned = 0; pwn = () => pwned++</script>${sections}`);
}

/** What a browser found in a section. */
interface Finding {
  /** The names of its elements, each with those of its attributes. */
  readonly shape: string;
  /** The attribute that is compared with the value that was put in. */
  readonly read: string | null;
  /** Attributes that could run a program. */
  readonly programs: readonly string[];
}

// — In the browser —

function findInSections(): Finding[] {
  const inside = (root: ParentNode): Element[] =>
    [...root.querySelectorAll("*")].flatMap((element) =>
      element instanceof HTMLTemplateElement ? [element, ...inside(element.content)] : [element],
    );
  const isAddress = /^(?:href|xlink:href|src|action|formaction|data|content|values)$/;
  const program = /^(?:url=)?(?:javascript|vbscript|data):/i;
  return [...document.querySelectorAll("section")].map((section) => {
    const elements = inside(section);
    const attributes = elements.flatMap((element) => [...element.attributes]);
    return {
      shape: elements
        .map((element) => [element.localName, ...element.getAttributeNames()].join(" "))
        .join(", "),
      read: section.querySelector("[data-read]")?.getAttribute("title") ?? null,
      programs: attributes
        .filter(({ name, value }) => {
          if (name.startsWith("on")) return true;
          return isAddress.test(name) && program.test(value.replace(/[\p{C}\s]|^999;/gu, ""));
        })
        .map(({ name, value }) => `${name}=${value}`),
    };
  });
}

/** Reaches for whatever could run, and counts what did. */
async function countPrograms(): Promise<number> {
  for (const element of document.querySelectorAll<HTMLElement>("section *")) {
    element.dispatchEvent(new MouseEvent("mouseover"));
    element.focus?.();
  }
  const frames = [...document.querySelectorAll("iframe")];
  const scripts = frames.flatMap((frame) => [...(frame.contentDocument?.scripts ?? [])]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  return (globalThis as unknown as { pwned: number }).pwned + scripts.length;
}

describe("html`…` in a browser", { skip: skipsWithoutChromium }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
  });

  async function open(source: string): Promise<Page> {
    const page = await browser.newPage();
    await page.route("**", (route) => route.abort());
    await page.setContent(source);
    return page;
  }

  test("no value becomes a tag, an attribute or a program, wherever it stands", async () => {
    const page = await open(await pageSource());

    const findings = await page.evaluate(findInSections);
    const programs = await page.evaluate(countPrograms);

    assert.equal(findings.length, cases.length);
    const faults = findings.flatMap((finding, index) => {
      const { name, value } = cases[index]!;
      const expected = findings[index - (index % values.length)]!.shape;
      const read = value.replaceAll("\u0000", "\ufffd"); // as the parser of HTML does
      return [
        ...(finding.shape === expected ? [] : [`${name}: ${finding.shape} instead of ${expected}`]),
        ...(finding.read === null || finding.read === read ? [] : [`${name}: read as ${finding.read}`]),
        ...finding.programs.map((program) => `${name}: ${program}`),
      ];
    });
    assert.deepEqual(faults, []);
    assert.equal(programs, 0);
  });

  test("the same page would have run them, had they been trusted", async () => {
    const sections = payloads.map((value) => html`<section><a href="#">${safe(value)}</a></section>`);
    const page = await open(
      String(html`<!doctype html><script>pwned = 0; pwn = () => pwned++</script>${sections}`),
    );

    const findings = await page.evaluate(findInSections);
    const programs = await page.evaluate(countPrograms);

    assert.ok(programs > 0);
    assert.ok(findings.some(({ programs }) => programs.includes("onerror=pwn()")));
  });
});
