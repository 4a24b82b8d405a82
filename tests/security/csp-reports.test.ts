import assert from "node:assert/strict";
import { test } from "node:test";
import { type Request, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { type CspReport, cspReported, cspReports } from "quintet/security";
import { securityApp } from "./security-app.ts";

const routes = defineRoutes({
  home: path("", () => text("home")),
  nonce: path("nonce/", (request: Request) => text(request.cspNonce)),
  cspReports: path("csp-reports/", { post: cspReports }, { unsafeCsrfExempt: true }),
});
const address = "http://shop.example";

test("a second policy is only reported about, with the nonce of the page, and beside the first", async () => {
  const { ask } = await securityApp({
    routes,
    security: {
      allowedHosts: ["shop.example"],
      csp: { scriptSrc: ["'unsafe-inline'"] },
      cspReportOnly: { imgSrc: ["https://img.example"] },
      cspReportPath: "/csp-reports/",
    },
  });

  const { headers } = await ask(`${address}/`);
  const withNonce = await ask(`${address}/nonce/`);

  const reporting = "; report-uri /csp-reports/; report-to csp";
  assert.match(headers.get("content-security-policy")!, /script-src 'self' 'unsafe-inline';/);
  const tried = headers.get("content-security-policy-report-only")!;
  assert.match(tried, /^default-src 'self'; img-src 'self' https:\/\/img\.example;/);
  for (const policy of [headers.get("content-security-policy")!, tried])
    assert.ok(policy.endsWith(reporting));
  assert.equal(headers.get("reporting-endpoints"), 'csp="/csp-reports/"');
  const nonce = `'nonce-${await withNonce.text()}'`;
  assert.ok(withNonce.headers.get("content-security-policy-report-only")!.includes(nonce));
});

test("reports of both forms reach the log and the event, bounded and without the queries of pages", async () => {
  const { app, ask } = await securityApp({ routes });
  const reports: CspReport[] = [];
  const stop = cspReported.on(({ report }) => void reports.push(report));
  const send = (body: unknown, contentType: string) =>
    ask(`${address}/csp-reports/`, {
      method: "POST",
      headers: { "content-type": contentType },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });

  const old = {
    "document-uri": `${address}/a?token=hunter2`,
    "blocked-uri": "inline",
    "violated-directive": "script-src",
    "line-number": 3,
  };
  assert.equal((await send({ "csp-report": old }, "application/csp-report")).status, 204);
  const fresh = {
    documentURL: `${address}/b`,
    blockedURL: "x".repeat(600),
    effectiveDirective: "img-src",
    disposition: "report",
  };
  const list = Array.from({ length: 50 }, () => ({ type: "csp-violation", body: fresh }));
  await send([...list, { type: "deprecation", body: {} }, 7, null], "application/reports+json");
  stop();

  assert.equal(reports.length, 21);
  assert.deepEqual(reports[0], {
    documentUrl: `${address}/a`,
    blockedUrl: "inline",
    directive: "script-src",
    disposition: "",
    sourceFile: "",
    line: 3,
  });
  assert.equal(reports[1]!.blockedUrl.length, 500);
  await assert.rejects(send("x".repeat(70_000), "application/csp-report"), { status: 413 });
  await assert.rejects(send("{", "application/csp-report"), { status: 400 });
  await app.close();
});

test("the path of reports can't bring another directive or another site into a header", async () => {
  for (const cspReportPath of [
    "//evil.example/",
    "https://evil.example",
    "/x; script-src *",
    "/x\r\nA: 1",
    "x",
  ])
    await assert.rejects(
      securityApp({ routes, security: { allowedHosts: ["shop.example"], cspReportPath } }),
      {
        message: /security\.cspReportPath/,
      },
    );
});
