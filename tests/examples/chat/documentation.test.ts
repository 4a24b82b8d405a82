import assert from "node:assert/strict";
import { test } from "node:test";
import { DocumentationProvider } from "../../../examples/chat/chat/providers/documentation.ts";
import { readDocument } from "../../../examples/chat/chat/search/document.ts";
import { Documentation } from "../../../examples/chat/chat/search/documentation.ts";
import { passageOf } from "../../../examples/chat/chat/search/passage.ts";
import { questionTerms } from "../../../examples/chat/chat/search/question-terms.ts";

const routing = `# Routing

Routes say which handler answers.

## Converters

A converter turns a piece of a path into a value: \`<int:year>\`. See [models](db.md#fields).

\`\`\`ts
# not a heading
path("articles/<int:year>/", article);
\`\`\`

## Names

\`urlFor("article", { year: 2026 })\` makes an address.
`;
const db = `# Models and queries

## Fields

A field describes a column.

## Relations

\`belongsTo(() => Author)\` refers to one row of another model.
`;
const documentation = new Documentation([readDocument("routing", routing), readDocument("db", db)]);
const provider = new DocumentationProvider(documentation, {
  linkTo: (page) => `/docs/${page}/`,
  settingsUrl: "/settings/",
  durationMs: 0,
});

async function ask(question: string): Promise<string> {
  const pieces: string[] = [];
  const signal = new AbortController().signal;
  for await (const piece of provider.answer([{ role: "user", content: question }], { signal }))
    pieces.push(piece);
  assert.ok(pieces.length > 20, "it streams");
  return pieces.join("");
}

test("a page is read into its sections, and a # in code is no heading", () => {
  const { title, sections } = readDocument("routing", routing);
  assert.equal(title, "Routing");
  assert.deepEqual(
    sections.map(({ heading, anchor }) => [heading, anchor]),
    [
      ["Routing", ""],
      ["Converters", "converters"],
      ["Names", "names"],
    ],
  );
});

test("comments of a page are neither shown nor found", () => {
  const { text, sections } = readDocument("a", "# A\n\n<!-- preamble\ndeclare const a: A;\n-->\n\nText.\n");
  assert.equal(text, "# A\n\nText.\n");
  assert.equal(sections[0]!.body, "Text.");
});

test("a question is reduced to the words that matter, under Quintet's names too", () => {
  assert.deepEqual(questionTerms("How do I add a ForeignKey to my model?"), [
    ["add"],
    ["foreignkey", "belongsTo"],
    ["model"],
  ]);
  assert.deepEqual(questionTerms("what can you do?"), []);
});

for (const [question, address] of [
  ["How do converters work in a path?", "/docs/routing/#converters"],
  ["how can I convert parts of the path", "/docs/routing/#converters"],
  ["What is the urlFor function?", "/docs/routing/#names"],
  ["Is there something like a ForeignKey?", "/docs/db/#relations"],
] as const) {
  test(`"${question}" finds ${address}`, async () => {
    const answer = await ask(question);
    assert.equal(/\]\((\/docs[^)]*)\)\*\*/.exec(answer)?.[1], address);
  });
}

test("an answer quotes the passage with its code, and says that no model wrote it", async () => {
  const answer = await ask("converters");
  assert.match(answer, /^> path\("articles\/<int:year>\/", article\);$/m);
  assert.match(answer, /\[models\]\(\/docs\/db\/#fields\)/);
  assert.match(answer, /No language model is configured/);
  assert.match(answer, /OPENAI_BASE_URL/);
  assert.match(answer, /\[Settings\]\(\/settings\/\)/);
});

for (const question of ["What is the weather in Lisbon?", "hello", "", '"*(NEAR OR AND -']) {
  test(`${JSON.stringify(question)} gets an honest answer with the topics`, async () => {
    const answer = await ask(question);
    assert.match(answer, /I found nothing about that/);
    assert.match(answer, /- \[Models and queries\]\(\/docs\/db\/\)/);
  });
}

test("a long passage is cut between blocks, and long code keeps its fence", () => {
  const code = `\`\`\`ts\n${"const line = 1;\n".repeat(100)}\`\`\``;
  assert.equal(passageOf(`First.\n\nSecond.\n\n${code}`, 40), "First.\n\nSecond.");
  assert.match(passageOf(code, 200), /^```ts\n[\s\S]*…\n```$/);
});
