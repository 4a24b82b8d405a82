import assert from "node:assert/strict";
import { test } from "node:test";
import { safe, toHtml } from "quintet/templates";
import { render } from "../render.ts";

test("csp_nonce_attr prints the nonce of the page as an attribute, and nothing where it has none", () => {
  assert.equal(render("<script {% csp_nonce_attr %}>", { csp_nonce: 'a"b' }), '<script nonce="a&quot;b">');
  assert.equal(render("<script {% csp_nonce_attr %}>"), "<script >");
  assert.equal(render("<script {% csp_nonce_attr %}>", { csp_nonce: "" }), "<script >");
});

test("csp_nonce_attr gives the nonce to the scripts, styles and links of HTML", async () => {
  const html =
    '<link rel="stylesheet" href="a.css"><script src="a.js"></script><script nonce="x"></script><b>';
  const expected =
    '<link nonce="$1" rel="stylesheet" href="a.css"><script nonce="$1" src="a.js"></script><script nonce="x"></script><b>';
  const media = { [toHtml]: () => safe(html) };
  const later = { [toHtml]: async () => safe(html) };

  assert.equal(render("{% csp_nonce_attr media %}", { media, csp_nonce: "$1" }), expected);
  assert.equal(await render("{% csp_nonce_attr media %}", { media: later, csp_nonce: "$1" }), expected);
  assert.equal(render("{% csp_nonce_attr media %}", { media }), html);
  assert.throws(() => render("{% csp_nonce_attr media %}", { media: "<script>" }), /needs HTML/);
});
