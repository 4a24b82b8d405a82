import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../..");

/** What the compiler says about each mistake, by the name of the constant that makes it. */
const expected: Readonly<Record<string, string>> = {
  columnIncluded: `Argument of type '"title"' is not assignable to parameter of type 'IncludeArgument<typeof Book>'.`,
  defaultWithoutDefault: `Property 'default' is missing in type '{ onDelete: "setDefault"; }' but required in type 'SetDefaultOptions'.`,
  deferred: `Property 'title' does not exist on type 'DeferredRow<Book, "title">'.`,
  functionInHtml:
    "Argument of type 'StringConstructor' is not assignable to parameter of type '\"html`…` can't print a function: call it\"'.",
  handleOfAnotherModel:
    "Argument of type 'Path<typeof Author>' is not assignable to parameter of type 'RelationPath<typeof Review> | RowOrKey<typeof Review>'.",
  meanOfTexts:
    "The 'this' context of type 'Expression<string, string>' is not assignable to method's 'this' of type 'Of<Summable>'.",
  missingInCreate:
    "Property 'author' is missing in type '{ title: string; }' but required in type '{ author: unknown; title: unknown; }'.",
  missingInRelated: "Property 'title' is missing in type '{}' but required in type '{ title: unknown; }'.",
  misspeltField:
    "Object literal may only specify known properties, and 'titel' does not exist in type 'ConditionOf<typeof Book>'.",
  misspeltFieldBehindRelation:
    "Object literal may only specify known properties, and 'nam' does not exist in type 'Author | KeyTuple | RelationOperators<typeof Author> | Where<typeof Author>'.",
  misspeltInCallback: "Property 'titel' does not exist on type 'Path<typeof Book>'. Did you mean 'title'?",
  misspeltInCreate:
    "Object literal may only specify known properties, but 'titel' does not exist in type 'CreateValues<typeof Book>'. Did you mean to write 'title'?",
  misspeltInIncludeObject:
    "Object literal may only specify known properties, but 'autor' does not exist in type 'NestedIncludes<typeof Book>'. Did you mean to write 'author'?",
  misspeltInUpdate:
    "Object literal may only specify known properties, and 'titel' does not exist in type 'ChangesOf<typeof Book>'.",
  misspeltInUpsert:
    "Object literal may only specify known properties, but 'titel' does not exist in type 'ChangeValues<typeof Book>'. Did you mean to write 'title'?",
  misspeltInValidate: `Type '"titel"' is not assignable to type '"author" | "id" | "pages" | "reviews" | "title"'. Did you mean '"title"'?`,
  misspeltInclude: `Argument of type '"autor"' is not assignable to parameter of type 'IncludeArgument<typeof Book>'.`,
  misspeltOnly: `Argument of type '"titel"' is not assignable to parameter of type 'FieldName<typeof Book>'.`,
  misspeltOperator:
    "Object literal may only specify known properties, but 'startWith' does not exist in type 'TextOperators<string>'. Did you mean to write 'startsWith'?",
  misspeltOrder: `Argument of type '"titel"' is not assignable to parameter of type 'OrderKey<typeof Book>'.`,
  misspeltPath: `Argument of type '"reviews.star"' is not assignable to parameter of type 'OrderKey<typeof Book>'.`,
  misspeltSave: `Type '"titel"' is not assignable to type '"author" | "id" | "pages" | "reviews" | "title"'. Did you mean '"title"'?`,
  misspeltSelect: `Argument of type '"titel"' is not assignable to parameter of type '"author" | "id" | "pages" | "title"'.`,
  misspeltVia: `Argument of type '"autor"' is not assignable to parameter of type 'FieldOn<typeof Book>'.`,
  nameOfAField: `Type 'Expression<number, number>' is not assignable to type 'Expression<number, number> & "A field has this name: give the annotation another one"'.`,
  notIncluded: "Property 'name' does not exist on type 'Author | Unloaded<Author>'.",
  notIncludedSet: "Property 'length' does not exist on type 'RelatedSet<typeof Review>'.",
  nullWithoutNullable: `Property 'nullable' is missing in type '{ onDelete: "setNull"; }' but required in type 'SetNullOptions'.`,
  objectInHtml: `Argument of type '{ id: number; }' is not assignable to parameter of type '"html\`…\` can't print an object without toString() or [toHtml](): print one of its members"'.`,
  objectsInHtml: `Argument of type 'readonly { width: number; }[]' is not assignable to parameter of type 'readonly "html\`…\` can't print an object without toString() or [toHtml](): print one of its members"[]'.`,
  operatorOfTexts:
    "Object literal may only specify known properties, and 'startsWith' does not exist in type 'OrderedOperators<number>'.",
  perhapsNull: "'title' is possibly 'null'.",
  relationSelected: `Argument of type '"reviews"' is not assignable to parameter of type '"author" | "id" | "pages" | "title"'.`,
  rowOfAnotherModel:
    "Type 'Review' is not assignable to type 'RelationOperators<typeof Author> | RowOrKey<typeof Author> | Where<typeof Author> | null | undefined'.",
  sumOfTexts:
    "The 'this' context of type 'Expression<string, string>' is not assignable to method's 'this' of type 'Of<Countable>'.",
  textsAmongNumbers:
    "Type 'Query<string, typeof Author>' is not assignable to type 'QueryOf<number | object | null> | readonly number[] | undefined'.",
  unloadedInSelect: "Property 'name' does not exist on type 'number'.",
  valueForCondition:
    "Argument of type '(book: Path<typeof Book>) => Expression<number, number>' is not assignable to parameter of type 'ConditionOf<typeof Book>'.",
  wrongExpressionInUpdate:
    "Argument of type '(book: Path<typeof Book>) => { pages: Expression<string, string>; }' is not assignable to parameter of type 'ChangesOf<typeof Book>'.",
  wrongInUpdate:
    "Type 'string' is not assignable to type 'number | Expression<number | null, any> | undefined'.",
  wrongKey:
    "Argument of type 'string' is not assignable to parameter of type 'number | KeyTuple | Where<typeof Book>'.",
  wrongValue: "Type 'string' is not assignable to type 'number | OrderedOperators<number> | undefined'.",
};

test("the compiler says in a sentence what is wrong with a query or with HTML in code, with the names that exist", () => {
  const source = readFileSync(join(import.meta.dirname, "mistakes.ts.txt"), "utf8");

  assert.deepEqual(Object.fromEntries(messagesOf(source)), expected);
});

/** Compiles a file and gives for each `export const` the line of the message that says most. */
function messagesOf(source: string): [name: string, message: string][] {
  const folder = mkdtempSync(join(tmpdir(), "quintet-mistakes-"));
  try {
    writeFileSync(join(folder, "mistakes.ts"), source);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    const compilerOptions = {
      paths: {
        "quintet/db": [join(root, "src/db/index.ts")],
        "quintet/templates": [join(root, "src/templates/index.ts")],
      },
      typeRoots: [join(root, "node_modules/@types")],
    };
    const config = {
      extends: join(root, "tsconfig.json"),
      compilerOptions,
      include: [],
      files: ["mistakes.ts"],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const tsc = join(root, "node_modules/.bin/tsc");
    const { stdout } = spawnSync(tsc, ["-p", folder, "--pretty", "false"], { cwd: folder, encoding: "utf8" });
    return readMessages(stdout, source.split("\n"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readMessages(output: string, lines: readonly string[]): [name: string, message: string][] {
  const found = output.matchAll(/^(.*)mistakes\.ts\((\d+),\d+\): error TS\d+: (.*(?:\n .*)*)/gm);
  return [...found].map(([, , line, text]) => {
    const name = /export const (\w+)/.exec(lines[Number(line) - 1] ?? "")?.[1] ?? `line ${line}`;
    const sentences = text!.split("\n").map((sentence) => sentence.trim());
    return [name, telling(sentences)];
  });
}

/** The first sentence, or the one behind it where that only says that a whole object doesn't fit. */
function telling(sentences: readonly string[]): string {
  if (sentences[0] === "No overload matches this call.") return sentences[2] ?? "";
  return (sentences[0]?.startsWith("Argument of type '{") ? sentences.at(-1) : sentences[0]) ?? "";
}
