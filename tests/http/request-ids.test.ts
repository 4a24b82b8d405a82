import assert from "node:assert/strict";
import { test } from "node:test";
import { serve, text } from "quintet/http";
import { watchLog } from "../../src/core/index.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

/** What a server that trusts these proxies makes of headers, and its line in the access log. */
async function asked(headers: Record<string, string>, trustedProxies: readonly string[] = ["127.0.0.1"]) {
  let told = { id: "", traceParent: {} as unknown };
  await using server = await serve(
    ({ id, traceParent }) => {
      told = { id, traceParent };
      return text("");
    },
    { port: 0, shutdownGraceMs: 0, accessLog: true, trustedProxies },
  );
  const { promise: logged, resolve } = Promise.withResolvers<Record<string, unknown>>();
  const stop = watchLog((line) => {
    const entry = JSON.parse(line);
    if (entry.status !== undefined) resolve(entry);
  });
  await (await fetch(server.url, { headers })).text();
  const { requestId, traceId } = await logged;
  stop();
  return { ...told, logged: { requestId, traceId } };
}

test("the id of a request and its trace are those that a trusted proxy sends, in the log as well", async () => {
  const { id, traceParent, logged } = await asked({ "x-request-id": "7f3c-A.b_9", traceparent });

  assert.equal(id, "7f3c-A.b_9");
  assert.deepEqual(traceParent, { traceId, spanId: "00f067aa0ba902b7", isSampled: true });
  assert.deepEqual(logged, { requestId: "7f3c-A.b_9", traceId });
});

test("a client is believed about neither", async () => {
  for (const proxies of [[], ["10.0.0.1"]]) {
    const { id, traceParent, logged } = await asked({ "x-request-id": "mine", traceparent }, proxies);

    assert.match(id, /^[0-9a-f]{8}-[0-9a-z]+$/);
    assert.equal(traceParent, undefined);
    assert.deepEqual(logged, { requestId: id, traceId: undefined });
  }
});

const noIds = ["", "a b", 'a"b', "../../etc", ".", "-x", "a,b", "é", "a%0ab", "x".repeat(129)];
for (const sent of noIds) {
  test(`an id of another form is passed over: ${JSON.stringify(sent.slice(0, 20))}`, async () => {
    assert.match((await asked({ "x-request-id": sent })).id, /^[0-9a-f]{8}-[0-9a-z]+$/);
  });
}

const traceParents: [header: string, isSampled: boolean | undefined][] = [
  [traceparent.replace(/01$/, "00"), false],
  [traceparent.replace(/01$/, "03"), true],
  [`01${traceparent.slice(2)}-what-may-follow-later`, true],
  [`${traceparent}-00`, undefined],
  [`ff${traceparent.slice(2)}`, undefined],
  [traceparent.toUpperCase(), undefined],
  [traceparent.replace(traceId, "0".repeat(32)), undefined],
  [traceparent.replace("00f067aa0ba902b7", "0".repeat(16)), undefined],
  [traceparent.slice(0, -1), undefined],
  [`${traceparent}0`, undefined],
  ["", undefined],
  [`${traceparent}, ${traceparent}`, undefined],
];
for (const [header, isSampled] of traceParents) {
  const outcome = isSampled === undefined ? "none" : isSampled ? "one that is kept" : "one that isn't kept";
  test(`traceparent ${JSON.stringify(header)} is ${outcome}`, async () => {
    const { traceParent } = await asked({ traceparent: header });

    assert.deepEqual(
      traceParent,
      isSampled === undefined ? undefined : { traceId, spanId: "00f067aa0ba902b7", isSampled },
    );
  });
}
