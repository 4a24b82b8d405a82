import assert from "node:assert/strict";
import { test } from "node:test";
import { Secret } from "quintet";
import { OpenAiProvider } from "../../../examples/chat/chat/providers/openai.ts";
import type { OpenAiEndpoint } from "../../../examples/chat/chat/providers/openai-endpoint.ts";
import type { ChatMessage } from "../../../examples/chat/chat/providers/provider.ts";
import {
  type Answerer,
  beginEvents,
  type ModelService,
  pieceEvent,
  sendAnswer,
  startModelService,
} from "./model-service.ts";

const question: ChatMessage[] = [{ role: "user", content: "What is a fugue?" }];
const never = new AbortController().signal;

/** Reads an answer; gives the pieces that arrived and the error that ended it. */
async function ask(service: ModelService, options: Partial<OpenAiEndpoint> = {}, signal = never) {
  const provider = new OpenAiProvider({ baseUrl: service.baseUrl, model: "m-1", ...options });
  const pieces: string[] = [];
  try {
    for await (const piece of provider.answer(question, { signal })) pieces.push(piece);
  } catch (error) {
    return { text: pieces.join(""), pieces, error: error as Error & { code?: string } };
  }
  return { text: pieces.join(""), pieces, error: undefined };
}

test("an answer arrives in its pieces, and the question is sent as OpenAI expects it", async () => {
  await using service = await startModelService((response) =>
    sendAnswer(response, ["A fugue ", "is ", "a chase."]),
  );

  const answer = await ask(service, { apiKey: new Secret("sk-test") });

  assert.deepEqual(answer.pieces, ["A fugue ", "is ", "a chase."]);
  const { request, body } = service.requests[0]!;
  assert.equal(request.url, "/v1/chat/completions");
  assert.equal(request.headers.authorization, "Bearer sk-test");
  assert.deepEqual(JSON.parse(body), { model: "m-1", messages: question, stream: true });
});

test("an answer survives being cut into single bytes, with CRLF, comments and letters of several bytes", async () => {
  const events = `: hi\r\n\r\n${pieceEvent("Größe ")}${pieceEvent("𝄞 ♪")}data: [DONE]\n\n`.replaceAll(
    "\n\n",
    "\r\n\r\n",
  );
  await using service = await startModelService(async (response) => {
    beginEvents(response);
    for (const byte of Buffer.from(events)) response.write(Buffer.of(byte));
    response.end();
  });

  const answer = await ask(service);

  assert.equal(answer.text, "Größe 𝄞 ♪");
  assert.equal(answer.error, undefined);
});

test("an event that is not JSON, and bytes that are not UTF-8, don't end an answer", async () => {
  await using service = await startModelService((response) => {
    beginEvents(response);
    response.write(`data: {"choices": [\n\n${pieceEvent("one ")}`);
    const [before, after] = pieceEvent("bad: # end").split("#");
    response.write(Buffer.concat([Buffer.from(before!), Buffer.of(0xff), Buffer.from(after!)]));
    response.end("data: [DONE]\n\n");
  });

  const answer = await ask(service);

  assert.equal(answer.text, "one bad: \uFFFD end");
});

test("a service that knows no streaming is understood too", async () => {
  await using service = await startModelService((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ choices: [{ message: { role: "assistant", content: "All at once." } }] }));
  });

  assert.equal((await ask(service)).text, "All at once.");
});

const refusals: { status: number; headers?: Record<string, string>; code: string; says: RegExp }[] = [
  { status: 401, code: "chat.provider-unauthorized", says: /refused the API key/ },
  { status: 404, code: "chat.provider-not-found", says: /knows no "m-1"/ },
  {
    status: 429,
    headers: { "retry-after": "20" },
    code: "chat.provider-rate-limited",
    says: /in 20 seconds/,
  },
  { status: 400, code: "chat.provider-rejected", says: /It says: Something about … the model/ },
  { status: 503, code: "chat.provider-unavailable", says: /problem of its own \(503\)/ },
  {
    status: 302,
    headers: { location: "http://other.example/" },
    code: "chat.provider-redirected",
    says: /not followed/,
  },
];
for (const { status, headers, code, says } of refusals) {
  test(`status ${status} becomes a sentence, without the key`, async () => {
    await using service = await startModelService((response) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(JSON.stringify({ error: { message: "Something about sk-test\nthe model" } }));
    });

    const { error } = await ask(service, { apiKey: new Secret("sk-test") });

    assert.equal(error?.code, code);
    assert.match(error!.message, says);
    assert.doesNotMatch(error!.message, /sk-test/);
    assert.equal(service.requests.length, 1);
  });
}

test("an error in the middle of the stream is told", async () => {
  await using service = await startModelService((response) => {
    beginEvents(response);
    response.end(`${pieceEvent("Half ")}data: {"error":{"message":"overloaded"}}\n\n`);
  });

  const answer = await ask(service);

  assert.equal(answer.text, "Half ");
  assert.match(answer.error!.message, /reported an error. It says: overloaded/);
});

test("a service that can't be reached is named", async () => {
  const gone = await startModelService(() => {});
  await gone[Symbol.asyncDispose]();

  const { error } = await ask(gone);

  assert.equal(error?.code, "chat.provider-unreachable");
  assert.match(error!.message, /127\.0\.0\.1:\d+ can't be reached/);
});

const hangs: { name: string; answer: Answerer; text: string; says: RegExp }[] = [
  { name: "accepts and says nothing", answer: () => {}, text: "", says: /did not begin to answer/ },
  { name: "sends a head and nothing more", answer: beginEvents, text: "", says: /did not begin to answer/ },
  {
    name: "stops in the middle",
    answer(response) {
      beginEvents(response);
      response.write(pieceEvent("Half "));
    },
    text: "Half ",
    says: /stopped in the middle/,
  },
];
for (const { name, answer, text, says } of hangs) {
  test(`a service that ${name} is given up, and its connection is closed`, async () => {
    await using service = await startModelService((response, request) => {
      void answer(response, request, "");
      if (response.headersSent) response.flushHeaders();
    });

    const timeouts = text === "" ? { firstPieceMs: 120 } : { idleMs: 120 };
    const result = await ask(service, { timeouts });

    assert.equal(result.text, text);
    assert.equal(result.error?.code, "chat.provider-timeout");
    assert.match(result.error!.message, says);
    await service.clientLeft;
  });
}

test("an answer that drips for ever is cut off in the end", async () => {
  await using service = await startModelService((response) => {
    beginEvents(response);
    const timer = setInterval(() => response.write(pieceEvent(".")), 20);
    response.on("close", () => clearInterval(timer));
  });

  const result = await ask(service, { timeouts: { totalMs: 1_000 } });

  assert.match(result.text, /^\.+$/);
  assert.match(result.error!.message, /cut off after 1 second/);
});

test("a connection that dies in the middle leaves what has arrived, and a sentence", async () => {
  await using service = await startModelService((response) => {
    beginEvents(response);
    response.write(pieceEvent("Half "), () => response.destroy());
  });

  const result = await ask(service);

  assert.equal(result.text, "Half ");
  assert.equal(result.error?.code, "chat.provider-interrupted");
});

test("a stream that ends politely, but before the answer does, counts as broken off", async () => {
  await using service = await startModelService((response) => {
    beginEvents(response);
    response.end(pieceEvent("Half "));
  });

  assert.equal((await ask(service)).error?.code, "chat.provider-interrupted");
});

test("a page instead of an answer is recognized", async () => {
  await using service = await startModelService((response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end("<h1>Welcome</h1>");
  });

  assert.equal((await ask(service)).error?.code, "chat.provider-malformed");
});

test("when the answer is no longer wanted, the connection to the service is closed", async () => {
  await using service = await startModelService((response) => {
    beginEvents(response);
    response.write(pieceEvent("Half "));
  });
  const wanted = new AbortController();
  const provider = new OpenAiProvider({ baseUrl: service.baseUrl, model: "m-1" });

  const pieces = provider.answer(question, { signal: wanted.signal });
  assert.equal((await pieces.next()).value, "Half ");
  wanted.abort();

  await assert.rejects(pieces.next(), { name: "AbortError" });
  await service.clientLeft;
});

test("an address that a visitor chose must be public and https", async () => {
  await using service = await startModelService((response) => sendAnswer(response, ["secret of the house"]));
  const port = new URL(service.baseUrl).port;
  for (const baseUrl of [
    service.baseUrl,
    `https://127.0.0.1:${port}`,
    `https://localhost:${port}`,
    `https://[::1]:${port}`,
    "https://169.254.169.254/",
    "https://[::ffff:127.0.0.1]/",
  ]) {
    const { error } = await ask(service, { baseUrl, publicOnly: true });
    assert.equal(error?.code, "chat.provider-forbidden-address", baseUrl);
  }
  assert.equal(service.requests.length, 0);
});

test("an address with another protocol, or with a password in it, is refused", async () => {
  await using service = await startModelService(() => {});
  for (const baseUrl of ["file:///etc", "not an address", "https://user:pass@host.example"]) {
    const { error } = await ask(service, { baseUrl });
    assert.match(error!.message, /is not an http or https address/);
  }
});
