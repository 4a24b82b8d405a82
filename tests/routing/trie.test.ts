import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { text } from "quintet/http";
import { compileRoutes, defineRoutes, mount, path, type RouteEntry, rePath } from "quintet/routing";

// Routes and paths are made of few pieces, so that they meet often.
const piece = fc.constantFrom(
  "a/",
  "b/",
  "1/",
  "a",
  "1",
  "<int:n>/",
  "<str:s>/",
  "<slug:g>/",
  "<path:p>/",
  "<path:p>",
  "<str:s>-<int:n>/",
  "<uuid:u>/",
  "<str:v><slug:w>/",
  "<path:x>-<path:y>/",
);
const route = fc
  .array(piece, { maxLength: 4 })
  .map((pieces) => pieces.join(""))
  .filter((source) => !/<\w+:(\w+)>.*<\w+:\1>/.test(source));
const regex = fc.constantFrom("^a/(?P<x>\\w+)/$", "^(?P<x>.+)/b/$", "(\\d+)/$", "^a", "^$", "^(?:a/)?b/$");
const leaf = fc.oneof(
  { weight: 4, arbitrary: route.map((source) => ({ kind: "path" as const, source })) },
  { weight: 1, arbitrary: regex.map((source) => ({ kind: "rePath" as const, source })) },
);
type Leaf = { kind: "path" | "rePath"; source: string };
type Tree = { entries: (Leaf | { prefix: string; inner: Tree })[] };
const { tree } = fc.letrec<{ tree: Tree; mounted: { prefix: string; inner: Tree } }>((tie) => ({
  mounted: fc.record({ prefix: route, inner: tie("tree") }),
  tree: fc.record({
    entries: fc.array(fc.oneof({ maxDepth: 2 }, leaf, tie("mounted")), { maxLength: 6 }),
  }),
}));
const requestPath = fc
  .array(
    fc.constantFrom("a/", "b/", "1/", "a", "1", "x-1/", "a-b/", "/", "\n", "007/", "ä/", "😀😀b/", "-"),
    {
      maxLength: 6,
    },
  )
  .map((pieces) => pieces.join(""));

const answer = () => text("");

function routesOf({ entries }: Tree) {
  const table: Record<string, RouteEntry> = {};
  entries.forEach((entry, index) => {
    if ("inner" in entry) table[`r${index}`] = mount(entry.prefix as "", routesOf(entry.inner));
    else if (entry.kind === "path") table[`r${index}`] = path(entry.source as "", answer);
    else table[`r${index}`] = rePath(entry.source as "", answer);
  });
  return defineRoutes(table);
}

/** Django's way, written down as plainly as it goes: try one after the other, and let no prefix give anything back. */
function naiveMatch(
  { entries }: Tree,
  rest: string,
): { name: string; params: Record<string, unknown> } | undefined {
  for (const [index, entry] of entries.entries()) {
    if ("inner" in entry) {
      const found = naiveStep(entry.prefix, rest, false);
      const inner = found && naiveMatch(entry.inner, found.rest);
      if (inner === undefined) continue;
      return { name: `r${index}:${inner.name}`, params: { ...found!.named, ...inner.params } };
    }
    const found =
      entry.kind === "path" ? naiveStep(entry.source, rest, true) : naiveRegex(entry.source, rest);
    if (found !== undefined) return { name: `r${index}`, params: found.named };
  }
  return undefined;
}

const patterns: Record<string, string> = {
  int: "[0-9]+",
  str: "[^/\\x00-\\x1f]+",
  slug: "[-a-zA-Z0-9_]+",
  path: "[^\\x00-\\x1f]+",
  uuid: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
};

function naiveStep(source: string, rest: string, isLast: boolean) {
  const integers = new Set<string>();
  const expression = source.replace(/<(\w+):(\w+)>/g, (_, converter: string, name: string) => {
    if (converter === "int") integers.add(name);
    return `(?<${name}>${patterns[converter]})`;
  });
  const found = new RegExp(`^${expression}${isLast ? "$" : ""}`, "u").exec(rest);
  if (found === null) return undefined;
  const named = Object.entries(found.groups ?? {}).map(([name, value]) => [
    name,
    integers.has(name) ? Number(value) : value,
  ]);
  return { named: Object.fromEntries(named) as Record<string, unknown>, rest: rest.slice(found[0].length) };
}

function naiveRegex(source: string, rest: string) {
  const expression = source
    .replace("(?P<", "(?<")
    .replace("\\w", "[\\p{L}\\p{N}_]")
    .replace("\\d", "\\p{Nd}");
  const whole = source.endsWith("$");
  const found = new RegExp(whole ? `^(?:${expression})$` : expression, "u").exec(rest);
  if (found === null) return undefined;
  const groups = found.groups ?? Object.fromEntries(found.slice(1).entries());
  return { named: groups as Record<string, unknown>, rest: "" };
}

test("the trie finds the route and the parameters that trying all routes in order finds", () => {
  fc.assert(
    fc.property(tree, fc.array(requestPath, { minLength: 1, maxLength: 8 }), (described, paths) => {
      const router = compileRoutes(routesOf(described));
      for (const requested of paths) {
        const found = router.resolve(`/${requested}`);
        const expected = naiveMatch(described, requested);
        assert.equal(found?.name, expected?.name);
        assert.deepEqual(found && { ...found.params }, expected && { ...expected.params });
      }
    }),
    { numRuns: 1_000, seed: 5 },
  );
});

test("a URL made of a route leads back to parameters of the same text", () => {
  const router = compileRoutes(
    defineRoutes({
      both: path("x/<str:s>/<int:n>-<slug:g>/<path:p>", answer),
    }),
  );
  const text = fc.string({ unit: "grapheme", minLength: 1 }).filter((value) => value.isWellFormed());
  fc.assert(
    fc.property(
      fc.record({
        s: text.filter((value) => !value.includes("/")),
        n: fc.nat(),
        g: fc.stringMatching(/^[-a-zA-Z0-9_]+$/),
        p: text.filter((value) => !value.includes("\n")),
      }),
      (params) => {
        const url = router.reverse("both", params);
        assert.deepEqual({ ...router.resolve(decodeURIComponent(url))?.params }, { ...params });
        assert.equal(new URL(url, "http://x.example").pathname.length > 0, true);
      },
    ),
    { numRuns: 300, seed: 5 },
  );
});

test("a path that fits a route in very many ways is refused at once", () => {
  // A backtracking expression would try for hours.
  const many = compileRoutes(
    defineRoutes({ many: path("<str:a>-<str:b>-<path:c>-<path:d>-<str:e>/", answer) }),
  );
  assert.equal(many.resolve(`/${"-".repeat(8_000)}!`), undefined);
  assert.equal(many.resolve(`/${"a-".repeat(4_000)}e/`)?.params.e, "e");
});
