import assert from "node:assert/strict";
import { assertStatus } from "../expectations.ts";
import type { RawAnswer } from "../raw-http.ts";
import { replay } from "../replay.ts";
import type { Site } from "../site/running-site.ts";

/** Requests that another site has a visitor's browser send, and what other sites may read of ours. */

const token = "a".repeat(32);
const visitorsCookies = `csrftoken=${token}; __Host-csrftoken=${token}; sessionid=${"b".repeat(32)}`;
const formType = "application/x-www-form-urlencoded";

function send(site: Site, headers: Readonly<Record<string, string>>, method = "POST"): Promise<RawAnswer> {
  return site.send({
    method,
    target: "/guarded/form/",
    headers: { Cookie: visitorsCookies, ...headers },
    body: "a=1",
  });
}

async function takesOwnForms(site: Site): Promise<void> {
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    const own = { "Content-Type": formType, Origin: "http://app.test", "Sec-Fetch-Site": "same-origin" };
    assertStatus(await send(site, { ...own, "X-CSRFToken": token }, method), 200);
  }
}

const types = [
  "text/plain",
  "",
  "multipart/mixed",
  "application/json",
  formType,
  "multipart/form-data; boundary=x",
  "application/xml",
];

const foreign: Readonly<Record<string, string>>[] = [
  { Origin: "null" },
  { Origin: "null", "Sec-Fetch-Site": "cross-site" },
  { Origin: "null", "Sec-Fetch-Site": "same-origin" },
  { "Sec-Fetch-Site": "cross-site" },
  { "Sec-Fetch-Site": "same-site" },
  { Origin: "http://evil.example" },
  { Origin: "http://app.test.evil.example" },
  { Origin: "http://evilapp.test" },
  { Origin: "http://app.test@evil.example" },
  { Origin: "http://app.test:8080" },
  { Origin: "https://app.test" },
  { Origin: "app.test" },
  { Origin: "file://" },
  { Origin: "", Referer: "http://evil.example/" },
];

export const forgery = [
  replay("CVE-2026-27978", {
    control: takesOwnForms,
    payloads: foreign,
    async attack(site, headers) {
      assertStatus(await send(site, { "Content-Type": formType, ...headers }), 403);
      // With what a page of the attacker can't know, the origin is foreign all the same.
      if (headers.Origin)
        assertStatus(await send(site, { "Content-Type": formType, ...headers, "X-CSRFToken": token }), 403);
    },
    async after(site) {
      // A missing Origin on a request with cookies still needs the token.
      assertStatus(await send(site, { "Content-Type": formType }), 403);
    },
  }),
  replay("CVE-2023-29003", {
    control: takesOwnForms,
    payloads: types,
    async attack(site, type) {
      for (const method of ["POST", "PUT", "PATCH", "DELETE"])
        assertStatus(await send(site, { "Content-Type": type, Origin: "http://evil.example" }, method), 403);
    },
  }),
  replay("CVE-2025-53092", {
    control: takesOwnForms,
    payloads: [
      "https://evil.example",
      "null",
      "https://app.test.evil.example",
      "https://evilapp.test",
      "http://app.test",
      "*",
      "http://app.test\u0000.evil.example",
    ],
    async attack(site, origin) {
      for (const method of ["GET", "OPTIONS"]) {
        const answer = await site.send({
          method,
          target: "/echo/query/?a=1",
          headers: { Origin: origin, "Access-Control-Request-Method": "DELETE", Cookie: visitorsCookies },
        });
        for (const name of answer.headers.keys()) assert.doesNotMatch(name, /^access-control-/);
      }
    },
  }),
];
