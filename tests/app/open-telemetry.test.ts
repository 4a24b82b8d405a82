import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";
import { context, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { type ConfigOptions, defineConfig, Secret } from "quintet";
import { createApp, defaultMiddleware } from "quintet/app";
import { defaultDatabase, sqlite } from "quintet/db";
import { type Middleware, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";

/*
 * The layer that docs/deployment.md shows, taken from the page as it stands there, under OpenTelemetry itself.
 */

const root = join(import.meta.dirname, "../..");
const openTelemetry = await documentedLayer();
const exporter = new InMemorySpanExporter();
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const layer = openTelemetry(provider.getTracer("shop"));
after(() => provider.shutdown());
afterEach(() => exporter.reset());

async function documentedLayer(): Promise<(tracer: Tracer) => Middleware> {
  const page = readFileSync(join(root, "docs/deployment.md"), "utf8");
  const [, code] = /```ts\n(import [^`]*"@opentelemetry\/api".*?)```/s.exec(page)!;
  const parent = join(root, ".quintet"); // git ignores it, and `quintet/…` is found from inside of the repository
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "open-telemetry-"));
  try {
    writeFileSync(join(folder, "open-telemetry.ts"), code!);
    return (await import(join(folder, "open-telemetry.ts"))).openTelemetry;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const routes = defineRoutes({
  teas: path("teas/<int:pk>/", async () => {
    await defaultDatabase("query()").query("SELECT 'tea' WHERE 1 = ?", [1]);
    trace.getActiveSpan()?.addEvent("poured");
    return text("tea");
  }),
  broken: path("broken/", async () => {
    await defaultDatabase("query()").query("SELECT * FROM nowhere");
    return text("");
  }),
});

async function openServer(http: ConfigOptions["http"] = {}) {
  const config = defineConfig({
    modules: [],
    routes,
    middleware: [layer, ...defaultMiddleware],
    secretKey: new Secret("a-key-for-tests-alone-0123456789-never-used-elsewhere"),
    logLevel: "silent",
    databases: { default: sqlite({ file: ":memory:" }) },
    security: { allowedHosts: ["127.0.0.1"] },
    http: { port: 0, shutdownGraceMs: 0, maxLoopDelayMs: 0, ...http },
  });
  const app = await createApp(config);
  const server = await app.listen();
  return { url: server.url, [Symbol.asyncDispose]: () => app.close() };
}

/** The spans of one request by kind, when all have ended. */
function spansByKind(): Record<"request" | "statement", ReadableSpan[]> {
  const { [SpanKind.SERVER]: request = [], [SpanKind.CLIENT]: statement = [] } = Object.groupBy(
    exporter.getFinishedSpans(),
    ({ kind }) => kind,
  );
  return { request, statement };
}

test("a request is a span named after its route, and its statements stand below it", async () => {
  await using server = await openServer();

  await (await fetch(`${server.url}/teas/3/?token=secret`)).text();

  const { request, statement } = spansByKind();
  assert.equal(request.length, 1);
  assert.equal(request[0]!.name, "GET teas/<int:pk>/");
  assert.equal(request[0]!.parentSpanContext, undefined);
  assert.deepEqual(
    request[0]!.events.map(({ name }) => name),
    ["poured"], // the span is the active one in the handler
  );
  const { "quintet.request_id": id, ...attributes } = request[0]!.attributes;
  assert.match(String(id), /^[0-9a-f]{8}-/);
  assert.deepEqual(attributes, {
    "http.request.method": "GET",
    "url.path": "/teas/3/",
    "http.route": "teas/<int:pk>/",
    "http.response.status_code": 200,
  });
  assert.deepEqual(
    statement.map(({ name, attributes, parentSpanContext }) => [name, attributes, parentSpanContext?.spanId]),
    [
      [
        "SELECT",
        {
          "db.query.text": "SELECT 'tea' WHERE 1 = ?",
          "db.system.name": "sqlite",
          "db.namespace": "default",
        },
        request[0]!.spanContext().spanId,
      ],
    ],
  );
});

test("requests at the same time keep their statements apart", async () => {
  await using server = await openServer();

  await Promise.all(Array.from({ length: 10 }, () => fetch(`${server.url}/teas/3/`)));

  const { request, statement } = spansByKind();
  const parents = statement.map(({ parentSpanContext }) => parentSpanContext!.spanId);
  assert.equal(request.length, 10);
  assert.deepEqual(new Set(parents), new Set(request.map((span) => span.spanContext().spanId)));
  assert.equal(parents.length, 10);
});

test("a failed statement and a request that fails by it are marked, and the error is told", async () => {
  await using server = await openServer();

  await fetch(`${server.url}/broken/`);

  const { request, statement } = spansByKind();
  assert.deepEqual(
    [...request, ...statement].map(({ status }) => status.code),
    [SpanStatusCode.ERROR, SpanStatusCode.ERROR],
  );
  assert.match(statement[0]!.status.message!, /there is no table "nowhere"/);
  assert.match(String(request[0]!.events[0]!.attributes!["exception.message"]), /nowhere/);
});

test("a trace that a trusted proxy has begun goes on; one of anybody else doesn't", async () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, "x-request-id": "of-the-proxy" };
  await using behindProxy = await openServer({ trustedProxies: ["127.0.0.1"] });
  await using direct = await openServer();

  await fetch(`${behindProxy.url}/teas/3/`, { headers });
  await fetch(`${direct.url}/teas/3/`, { headers });

  const [continued, own] = spansByKind().request;
  assert.equal(continued!.spanContext().traceId, traceId);
  assert.equal(continued!.parentSpanContext!.spanId, "00f067aa0ba902b7");
  assert.equal(continued!.attributes["quintet.request_id"], "of-the-proxy");
  assert.notEqual(own!.spanContext().traceId, traceId);
  assert.equal(own!.parentSpanContext, undefined);
});
