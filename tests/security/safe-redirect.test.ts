import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import fc from "fast-check";
import { Request } from "quintet/http";
import { isAllowedTarget, isSafeRedirect, previousPage, safeRedirectTarget } from "quintet/security";

const secure = Request.fromPlatform(new globalThis.Request("https://shop.example/login/"));
const plain = Request.fromPlatform(new globalThis.Request("http://shop.example:8000/login/"));

test("addresses on the site are safe", () => {
  for (const address of [
    "/",
    "/cart/?a=1#b",
    "cart/",
    "?page=2",
    "https://shop.example/x",
    "//shop.example/x",
    " /x ",
    "/a:b/",
    "/?next=https://evil.example/",
  ])
    assert.equal(isSafeRedirect(address, secure), true, address);
  assert.equal(isSafeRedirect("http://shop.example:8000/x", plain), true);
});

test("addresses that leave the site are not, however they are disguised", () => {
  for (const address of [
    "",
    " ",
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "http:\\\\evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:///shop.example",
    "http://shop.example/",
    "https://shop.example@evil.example/",
    "https://user:pass@shop.example/",
    "https://shop.example.evil.example/",
    "https://shop.example:444/",
    "https://evil.example\\@shop.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "/\t/evil.example",
    "/\n/evil.example",
    "\x08//evil.example",
    "data:text/html,x",
    "mailto:a@evil.example",
    "ftp://shop.example/",
    "https://[::1/",
    `/${"a".repeat(3_000)}`,
  ])
    assert.equal(isSafeRedirect(address, secure), false, JSON.stringify(address));
});

test("safeRedirectTarget() falls back where the address is absent or leads away", () => {
  assert.equal(safeRedirectTarget("/cart/", secure, "/"), "/cart/");
  assert.equal(safeRedirectTarget("//evil.example", secure, "/"), "/");
  assert.equal(safeRedirectTarget(null, secure, "/"), "/");
  assert.equal(safeRedirectTarget(undefined, secure, "/home/"), "/home/");
});

interface CallRecord {
  readonly id: string;
  readonly fn: string;
  readonly args: readonly unknown[];
  readonly kwargs?: { readonly allowed_hosts?: unknown; readonly require_https?: boolean };
  readonly expect: { readonly output: boolean };
}

const folder = join(import.meta.dirname, "../../../shared/conformance");

test("addresses are judged as Django judges them", {
  skip: existsSync(folder) ? false : "the recorded answers are not here",
}, () => {
  let count = 0;
  for (const name of ["filters.open.json", "extra.open.json"]) {
    const { records } = JSON.parse(readFileSync(join(folder, name), "utf8")) as { records: CallRecord[] };
    for (const { id, fn, args, kwargs = {}, expect } of records) {
      if (fn !== "django.utils.http.url_has_allowed_host_and_scheme") continue;
      const [address, positionalHosts] = args;
      const hosts = new Set(namesIn(kwargs.allowed_hosts ?? positionalHosts));
      const given = typeof address === "string" ? address : "";
      assert.equal(
        isAllowedTarget(given, { hosts, requireHttps: kwargs.require_https ?? false }),
        expect.output,
        `${id}: ${given}`,
      );
      count++;
    }
  }
  assert.ok(count > 20);
});

function namesIn(hosts: unknown): string[] {
  if (typeof hosts === "string") return [hosts];
  if (Array.isArray(hosts)) return hosts as string[];
  if (hosts === null || hosts === undefined) return [];
  return Object.values(hosts as Record<string, string[]>).flat();
}

test("whatever is let through, a browser stays on the site (fuzzed against the platform's URL)", () => {
  // Pieces of which the known tricks are made, and any letters between.
  const piece = fc.constantFrom(
    ...[
      "/",
      "\\",
      ":",
      "@",
      "?",
      "#",
      ".",
      "..",
      "%2f",
      "%5c",
      "%09",
      "\t",
      "\n",
      "\r",
      "\0",
      " ",
      "\u3002",
      "\uff0f",
      "\u2028",
    ],
    ...[
      "http",
      "https",
      "HTTPS",
      "javascript",
      "data",
      "ftp",
      "shop.example",
      "evil.example",
      "x",
      "[::1]",
      "127.1",
      ":443",
      "\u00ad",
    ],
  );
  const address = fc.array(fc.oneof({ weight: 9, arbitrary: piece }, fc.string({ maxLength: 3 })), {
    maxLength: 9,
  });
  fc.assert(
    fc.property(address, (pieces) => {
      const text = pieces.join("");
      if (!isSafeRedirect(text, secure)) return;
      // As a browser reads the header: on a page of the site, whichever it is.
      for (const page of ["https://shop.example/login/", "https://shop.example/a/b/?c"]) {
        const target = new URL(safeRedirectTarget(text, secure, "/"), page);
        assert.equal(target.origin, "https://shop.example", JSON.stringify(text));
        assert.equal(target.username + target.password, "", JSON.stringify(text));
      }
    }),
    { numRuns: 2_000 },
  );
});

test("one goes back to a page of this site alone, by its path and query", () => {
  const from = (referer?: string) =>
    previousPage(
      Request.fromPlatform(
        new globalThis.Request("https://shop.example/x/", {
          headers: referer === undefined ? {} : { referer },
        }),
      ),
      "/cart/",
    );

  assert.equal(from("https://shop.example/books/?page=2"), "/books/?page=2");
  for (const referer of [
    undefined,
    "https://evil.example/x",
    "https://shop.example.evil.example/",
    "https://shop.example@evil.example/",
    "http://shop.example/x", // from https back to http
    "https://shop.example//evil.example/",
    "https://shop.example/\\evil.example/",
    "about:blank",
    "/books/",
    "javascript:alert(1)",
  ])
    assert.equal(from(referer), "/cart/", referer);
});
