/*
 * What scripts/runtimes/try.ts runs under each runtime: an app that is asked by `app.fetch()` alone, and then by the runtime's own
 * server. Prints one line for each answer; a runtime that does the same as Node prints the same lines.
 */
import { defineConfig, Secret } from "quintet";
import { createApp } from "quintet/app";
import { html, json, sse, stream, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";

/** What is used of the servers that Bun and Deno have, which Node's types don't know. */
interface Runtimes {
  readonly Bun?: {
    serve(options: {
      port: number;
      hostname: string;
      fetch(request: Request, server: { requestIP(request: Request): { address: string } | null }): unknown;
    }): { port: number; stop(closesConnections: boolean): Promise<void> };
  };
  readonly Deno?: {
    serve(
      options: { port: number; hostname: string; onListen(): void },
      handler: (request: Request, info: { remoteAddr: { hostname: string } }) => unknown,
    ): { addr: { port: number }; shutdown(): Promise<void> };
  };
}

const hasOwn = { unsafeCsrfExempt: true };
const app = await createApp(
  defineConfig({
    modules: [],
    secretKey: new Secret("a-key-for-this-program-alone-0123456789-never-used"),
    logLevel: "silent",
    security: { allowedHosts: ["localhost"] },
    routes: defineRoutes({
      home: path("", (request) => html(`<p>${request.ip}`)),
      echo: path("echo/", async (request) => json(await request.json()), hasOwn),
      form: path("form/", async (request) => json([...(await request.form()).keys()]), hasOwn),
      token: path("token/", (request) => text(String(request.csrfToken.length))),
      stream: path("stream/", () => stream(pieces())),
      events: path("events/", () => sse(events())),
      broken: path("broken/", () => {
        throw new Error("secret");
      }),
    }),
  }),
);

async function* pieces() {
  yield "one, ";
  yield "two";
}

async function* events() {
  yield { id: "1", data: "a" };
}

type Send = (request: Request) => Promise<Response>;

async function askAll(how: string, origin: string, send: Send): Promise<void> {
  const form = new FormData();
  form.set("name", "Tea");
  form.set("file", new File(["abc"], "a.txt"));
  const post = { method: "POST", headers: { "content-type": "application/json" } };
  const asked: [target: string, init?: RequestInit][] = [
    ["/"],
    ["/echo/", { ...post, body: '{"tea":1}' }],
    ["/echo/", { ...post, body: '{"tea":' }],
    ["/form/", { method: "POST", body: form }],
    ["/token/"],
    ["/stream/"],
    ["/events/"],
    ["/broken/"],
    ["/nowhere/"],
    ["/", { method: "HEAD" }],
  ];
  for (const [target, init = {}] of asked) {
    const response = await send(new Request(origin + target, init));
    const body = JSON.stringify((await response.text()).slice(0, 60));
    const policy = response.headers.get("content-security-policy")?.slice(0, 18);
    console.log(`${how} ${init.method ?? "GET"} ${target}: ${response.status} ${body} ${policy}`);
  }
}

await askAll("fetch()", "http://localhost", (request) => app.fetch(request, { peer: "127.0.0.1" }));

const { Bun, Deno } = globalThis as Runtimes;
const hostname = "127.0.0.1";
if (Bun !== undefined) {
  const server = Bun.serve({
    port: 0,
    hostname,
    fetch: (request, asked) => app.fetch(request, { peer: asked.requestIP(request)?.address ?? "" }),
  });
  await askAll("server", `http://localhost:${server.port}`, (request) => fetch(request));
  await server.stop(true);
} else if (Deno !== undefined) {
  const server = Deno.serve({ port: 0, hostname, onListen() {} }, (request, { remoteAddr }) =>
    app.fetch(request, { peer: remoteAddr.hostname }),
  );
  await askAll("server", `http://localhost:${server.addr.port}`, (request) => fetch(request));
  await server.shutdown();
} else {
  const server = await app.listen({ port: 0, host: hostname, shutdownGraceMs: 0 });
  await askAll("server", `http://localhost:${server.port}`, (request) => fetch(request));
}
await app.close();
console.log("closed");
