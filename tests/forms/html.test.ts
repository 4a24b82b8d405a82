import assert from "node:assert/strict";
import { test } from "node:test";
import { attributesHtml } from "quintet/forms";
import { safe } from "quintet/templates";

test("attributes are escaped, stand in their order, and are left out where there is nothing to say", () => {
  const html = attributesHtml({
    id: "header",
    title: `"Tea" & <cake>`,
    required: true,
    disabled: false,
    class: null,
    lang: undefined,
    size: 3,
  });

  assert.equal(html, ' id="header" title="&quot;Tea&quot; &amp; &lt;cake&gt;" required size="3"');
});

test("a value that is HTML already is not escaped again", () => {
  assert.equal(attributesHtml({ title: safe("Tea &amp; cake") }), ' title="Tea &amp; cake"');
});
