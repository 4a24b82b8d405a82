import assert from "node:assert/strict";
import { test } from "node:test";
import { BlockStream, nothingSeen } from "../../../examples/chat/chat/answers/block-stream.ts";
import { renderMarkdown, renderPage } from "../../../examples/chat/chat/markdown.ts";
import { cpuMilliseconds } from "../../cpu-time.ts";

test("HTML in an answer is text", () => {
  const html = renderMarkdown('<script>alert(1)</script>\n\n<img src=x onerror="alert(1)">');
  assert.doesNotMatch(html, /<script|<img/);
});

for (const address of [
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "data:text/html,x",
  "vbscript:x",
  "//evil.example",
  "&#106;avascript:x",
]) {
  test(`[link](${address}) is not a link`, () => {
    assert.doesNotMatch(renderMarkdown(`[link](${address}) <${address}>`), /<a /);
  });
}

test("links to other sites open apart and tell them nothing", () => {
  assert.match(renderMarkdown("https://example.com"), /rel="noopener noreferrer nofollow" target="_blank"/);
  assert.match(renderMarkdown("[here](/docs/db/#models)"), /<a href="\/docs\/db\/#models">/);
});

test("a picture is not loaded", () => {
  assert.doesNotMatch(renderMarkdown("![x](https://example.com/x.png)"), /<img/);
});

test("code shows its language and can be copied", () => {
  const html = renderMarkdown('```ts title="<b>"\nconst a = "<b>";\n```');
  assert.match(
    html,
    /<span>ts<\/span><button type="button" class="code-copy needs-script" data-copy-code>Copy/,
  );
  assert.match(html, /&lt;b&gt;/);
});

test("a page has anchors, and its links lead to pages of the app", () => {
  const html = renderPage(
    "# Top\n\n## The `path` call\n\n[see](routing.md#converters)\n\n## The path call\n",
    (page) => `/docs/${page}/`,
  );
  assert.match(html, /<h2 id="the-path-call">/);
  assert.match(html, /<h2 id="the-path-call-1">/);
  assert.match(html, /href="\/docs\/routing\/#converters"/);
});

const answer = `Intro with **bold**
and a second line.

# Heading
#5 is no heading

- one
- two

  still two

1. first

   \`\`\`ts
   const inList = 1;

   \`\`\`

| a | b |
|---|---|
| 1 | 2 |

\`\`\`py
def f():

    return "# no heading"
\`\`\`

> quote
lazy

***
Setext
---
Last *words*`;

test("an answer that arrives in pieces looks as if it had arrived whole, wherever it is cut", () => {
  for (const size of [1, 2, 3, 7, 20, 1000]) {
    const stream = new BlockStream();
    let seen = nothingSeen;
    let finished = "";
    let tail = "";
    for (const piece of answer.match(new RegExp(`[\\s\\S]{1,${size}}`, "g"))!) {
      stream.append(piece);
      const { update, state } = stream.updateFor(seen);
      seen = state;
      finished += update.blocks.join("");
      tail = tail.slice(0, update.keep) + update.add;
    }
    assert.equal(finished + tail, renderMarkdown(answer), `pieces of ${size}`);
    assert.equal(stream.correction(), undefined);
  }
});

test("the traffic of a long block grows with its length, not with its square", () => {
  const stream = new BlockStream();
  let seen = nothingSeen;
  let sent = 0;
  for (let count = 0; count < 1_000; count++) {
    stream.append("some words and ");
    const { update, state } = stream.updateFor(seen);
    seen = state;
    sent += update.add.length;
  }
  assert.ok(sent < 3 * stream.text.length, `${sent} characters sent for ${stream.text.length}`);
});

test("a text of very many lines in one block doesn't keep the server busy while it grows", async () => {
  const stream = new BlockStream();
  let seen = nothingSeen;
  const used = await cpuMilliseconds(() => {
    for (let count = 0; count < 8_000; count++) {
      stream.append("- a\n");
      seen = stream.updateFor(seen).state;
    }
  });
  assert.ok(used < 5_000, `${used} ms`); // it was 90 seconds

  stream.render();
  const { update, state } = stream.updateFor(seen);
  assert.equal(state.tail, renderMarkdown("- a\n".repeat(8_000)));
  assert.equal(seen.tail.slice(0, update.keep) + update.add, state.tail);
});

test("a link whose address comes at the end is corrected at the end", () => {
  const stream = new BlockStream();
  stream.append("[name][n]\n\nMore.\n\n[n]: https://example.com\n");
  assert.match(stream.correction()!, /<a href="https:\/\/example.com"/);
});

test("a link to a file that is no page becomes its text, and code keeps its brackets", () => {
  const text =
    "See [the licence](LICENSE), [how](../CONTRIBUTING.md) and [db](./db.md).\n\n```ts\na[0](b.md)\n```\n";
  const html = renderPage(text, (page) => (page === "db" ? "/docs/db/" : undefined));
  assert.match(html, /See the licence, how and <a href="\/docs\/db\/">db<\/a>\./);
  assert.match(html, /a\[0\]\(b\.md\)/);
});
