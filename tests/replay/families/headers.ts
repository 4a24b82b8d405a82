import assert from "node:assert/strict";
import { assertLinear, assertStatus, cpuMsOf } from "../expectations.ts";
import { replay } from "../replay.ts";
import type { Site } from "../site/running-site.ts";

/** Headers that claim to come from a proxy, hosts that aren't, lists that take long, and lines in answers. */

interface Facts {
  readonly host: string;
  readonly secure: boolean;
  readonly ip: string;
  readonly url: string;
  readonly method: string;
}

async function factsOf(site: Site, headers: Readonly<Record<string, string>>): Promise<Facts> {
  const answer = await site.get("/echo/facts/", headers);
  assertStatus(answer, 200);
  return JSON.parse(answer.body);
}

async function tellsFacts(site: Site): Promise<void> {
  assert.deepEqual(await factsOf(site, {}), {
    host: "app.test",
    secure: false,
    ip: "127.0.0.1",
    url: "http://app.test/echo/facts/",
    method: "GET",
  });
}

/** Whatever the client claims, the facts are those of its connection. */
async function believesNothing(site: Site, headers: Readonly<Record<string, string>>): Promise<void> {
  const facts = await factsOf(site, headers);
  assert.deepEqual(
    [facts.host, facts.secure, facts.ip, facts.method],
    ["app.test", false, "127.0.0.1", "GET"],
  );
}

const isFastFor = (site: Site, headers: Readonly<Record<string, string>>, target = "/echo/facts/") =>
  cpuMsOf(site, async () => assertStatus(await site.get(target, headers), 200, 400));

export const headers = [
  replay("CVE-2026-3902", {
    async control(site) {
      const answer = await site.get("/echo/headers/", { "X-Note": "tea" });
      assert.deepEqual(new Map<string, string>(JSON.parse(answer.body)).get("x-note"), "tea");
    },
    payloads: [
      ["X_Forwarded_Proto", "https"],
      ["Remote_User", "admin"],
      ["X_Real_Ip", "127.0.0.1"],
      ["X-Forwarded_For", "10.0.0.1"],
      ["Content_Length", "5"],
      ["X_CSRFToken", "a"],
      ["_", "1"],
    ] as const,
    async attack(site, [name, value]) {
      await believesNothing(site, { [name]: value });
      const answer = await site.get("/echo/headers/", { [name]: value });
      for (const [sent] of JSON.parse(answer.body)) assert.doesNotMatch(sent, /_/);
    },
  }),
  replay("CVE-2026-16732", {
    control: tellsFacts,
    payloads: [
      { "X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example" },
      { Forwarded: "for=10.0.0.1;proto=https;host=evil.example" },
      { "X-Real-IP": "10.0.0.1", "X-Forwarded-Ssl": "on", "Front-End-Https": "on" },
      { "X-Forwarded-Port": "443", "X-Forwarded-Protocol": "https", "X-Url-Scheme": "https" },
      { "X-Client-IP": "10.0.0.1", "CF-Connecting-IP": "10.0.0.1", "True-Client-IP": "10.0.0.1" },
    ] as Readonly<Record<string, string>>[],
    attack: believesNothing,
  }),
  replay("CVE-2020-7764", {
    control: tellsFacts,
    payloads: [
      { "Accept-Version": "9.9.9" },
      { "X-HTTP-Method-Override": "DELETE" },
      { "X-Method-Override": "DELETE" },
      { "X-HTTP-Method": "DELETE" },
      { "X-Original-URL": "/admin" },
      { "X-Rewrite-URL": "/admin" },
    ] as Readonly<Record<string, string>>[],
    attack: believesNothing,
  }),
  replay("CVE-2026-27959", {
    control: tellsFacts,
    payloads: [
      "evil.example:fake@app.test",
      "app.test@evil.example",
      "app.test, evil.example",
      "app.test/evil",
      "[::1",
      "evil.example",
      "app.test.evil.example",
      "evilapp.test",
      "app.test:80:80",
      "app.test:x",
      "app.test\\evil",
      "app.test?x",
      "app.test#x",
      "app.test%00",
      "app.test\t",
      "app.test evil",
      "",
      "*",
      "[::1]:x",
      "app.test:-1",
    ],
    async attack(site, host) {
      const [answer] = await site.sendBytes(
        `GET /echo/facts/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      );
      // A tab behind the value is white space of HTTP, and no part of it.
      if (host.trim() === "app.test") return;
      assertStatus(answer!, 400);
    },
    async after(site) {
      const twice =
        "GET /echo/facts/ HTTP/1.1\r\nHost: app.test\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
      const same = twice.replace("evil.example", "app.test");
      const none = "GET /echo/facts/ HTTP/1.1\r\nConnection: close\r\n\r\n";
      const foreign =
        "GET http://evil.example/echo/facts/ HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n";
      for (const sent of [twice, same, none, foreign]) assertStatus((await site.sendBytes(sent))[0]!, 400);
    },
  }),
  replay("CVE-2025-61925", {
    control: tellsFacts,
    payloads: ["evil.example", "app.test, evil.example", "evil.example:443", "app.test.evil.example"],
    async attack(site, host) {
      await believesNothing(site, { "X-Forwarded-Host": host });
      // What makes absolute addresses: a redirect, a login, an error page.
      for (const target of ["/page", "/members/", "/nowhere/", "/accounts/login/"]) {
        const answer = await site.get(target, {
          "X-Forwarded-Host": host,
          "X-Host": host,
          Forwarded: `host=${host}`,
        });
        assert.doesNotMatch(`${answer.headers.get("location")}${answer.body}`, /evil\.example/);
      }
    },
  }),
  replay("CVE-2025-25200", {
    control: tellsFacts,
    payloads: [
      "X-Forwarded-Proto",
      "X-Forwarded-Host",
      "X-Forwarded-For",
      "Forwarded",
      "Accept",
      "Accept-Language",
      "Cookie",
      "If-None-Match",
      "Range",
      "Content-Type",
      "Origin",
      "Referer",
      "Accept-Encoding",
    ],
    async attack(site, name) {
      for (const filler of [" ", "\t", ",", ";", "a,", '"', "\\", "=", ";q=0;"]) {
        const used = await isFastFor(
          site,
          { [name]: `a${filler.repeat(Math.floor(15_000 / filler.length))}b` },
          "/page/",
        );
        assert.ok(used < 150, `${name} with ${JSON.stringify(filler)}: ${used} ms`);
      }
    },
  }),
  replay("CVE-2026-66062", {
    async control(site) {
      const answer = await site.get("/echo/accepts/", { Accept: "text/html;q=0.5, application/json" });
      assert.deepEqual(JSON.parse(answer.body), { json: true });
    },
    payloads: ["q=0;", ";", "a=b;", "*/*,", 'x="\\",', "text/html,", "/"],
    async attack(site, filler) {
      const value = `text/html;${filler.repeat(Math.floor(14_000 / filler.length))}`;
      const used = await isFastFor(site, { Accept: value }, "/echo/accepts/");
      assert.ok(used < 150, `${used} ms`);
    },
  }),
  replay("CVE-2025-14550", {
    control: tellsFacts,
    payloads: ["A", "a-long-name-of-a-header", "Cookie", "X-Forwarded-For", "Accept"],
    async attack(site, name) {
      await assertLinear(
        site,
        [20, 90],
        (count) => site.send({ headers: Array.from({ length: count }, () => [name, "x"] as const) }),
        100,
      );
      const tooMany = await site.send({ headers: Array.from({ length: 150 }, () => [name, "x"] as const) });
      assertStatus(tooMany, 431);
      const far = await site.send({ headers: Array.from({ length: 5_000 }, () => [name, "x"] as const) });
      assertStatus(far, 431);
    },
  }),
  replay("CVE-2016-5325", {
    async control(site) {
      const answer = await site.get("/header/?value=tea");
      assert.equal(answer.headers.get("x-note")?.[0], "tea");
    },
    payloads: [
      "a\r\nSet-Cookie: a=1",
      "a\nX-Evil: 1",
      "a\rX-Evil: 1",
      "a\u0000b",
      "\u010a\u010dX-Evil: 1",
      "\u560a\u560dX-Evil: 1",
      "a\u2028X-Evil: 1",
      "\ud83d\ude00",
    ],
    async attack(site, value) {
      const answer = await site.get(`/header/?value=${encodeURIComponent(value)}`);
      assertStatus(answer, 400, 500);
      assert.ok(!answer.headers.has("x-evil") && !answer.headers.has("x-note"));
      for (const cookie of answer.headers.get("set-cookie") ?? []) assert.doesNotMatch(cookie, /^a=1/);
    },
  }),
  replay("CVE-2022-36359", {
    async control(site) {
      const answer = await site.get("/named-file/?name=report.txt");
      assert.equal(answer.headers.get("content-disposition")?.[0], 'attachment; filename="report.txt"');
    },
    payloads: [
      'report";dummy=".bat',
      "back\\slash.txt",
      "a;b=c.txt",
      "\u00dcbersicht.pdf",
      "a".repeat(300),
      "a\r\nX-Evil: 1",
      "a\nb",
      "%22;x=1",
      "a\u0000b.txt",
      "'quoted'.txt",
      "\u202egnp.exe",
    ],
    async attack(site, name) {
      const answer = await site.get(`/named-file/?name=${encodeURIComponent(name)}`);
      assertStatus(answer, 200, 400, 500);
      assert.ok(!answer.headers.has("x-evil"));
      const disposition = answer.headers.get("content-disposition")?.[0];
      if (disposition !== undefined) assert.equal(parsedFileName(disposition), harmless(name));
    },
  }),
  replay("CVE-2026-73418", {
    control: tellsFacts,
    payloads: [
      "Bearer %E0%A4%A",
      "Bearer ",
      "Basic !!!",
      "Bearer a b",
      "=".repeat(10_000),
      "Basic Og==",
      "Digest",
      "\u00ff",
    ],
    async attack(site, authorization) {
      for (const target of ["/echo/facts/", "/members/", "/admin/"])
        assertStatus(await site.get(target, { Authorization: authorization }), 200, 302, 400, 401);
    },
  }),
];

/** What a browser takes from a Content-Disposition: `filename*` before `filename`, escapes undone. */
function parsedFileName(disposition: string): string | undefined {
  const extended = /;\s*filename\*=utf-8''([^;]+)$/i.exec(disposition)?.[1];
  if (extended !== undefined) return decodeURIComponent(extended);
  const quoted = /^attachment; filename="((?:[^"\\]|\\.)*)"$/.exec(disposition)?.[1];
  return quoted?.replace(/\\(.)/g, "$1");
}

/** What is left of a name: no folder on anybody's machine, and no character that controls something. */
function harmless(name: string): string {
  return name.replace(/[\\/]/g, "_").replace(/\p{Cc}/gu, "");
}
