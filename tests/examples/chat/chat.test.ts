import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { get as httpGet, type IncomingMessage } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { type ChatProcess, runChat, startChat } from "./chat-process.ts";
import {
  beginEvents,
  type ModelService,
  pieceEvent,
  sendAnswer,
  startModelService,
} from "./model-service.ts";
import { Visitor } from "./visitor.ts";

const asScript = { headers: { accept: "application/json" } };
let service: ModelService;
let chat: ChatProcess;

// What the model answers depends on the question.
before(async () => {
  service = await startModelService((response, _request, body) => {
    const question = (JSON.parse(body) as { messages: { content: string }[] }).messages.at(-1)!.content;
    const earlier = service.requests.filter((each) => each.body === body).length - 1;
    if (question.startsWith("fail") || (question.startsWith("only once") && earlier > 0)) {
      response.writeHead(429).end();
    } else if (question.startsWith("hang")) {
      beginEvents(response);
      response.write(pieceEvent("Half an answer"));
    } else if (question.startsWith("break")) {
      beginEvents(response);
      response.write(pieceEvent("Half an answer"), () => response.destroy());
    } else sendAnswer(response, ["An *answer* ", `to: ${question}`]);
  });
  chat = await startChat({
    OPENAI_BASE_URL: service.baseUrl,
    OPENAI_API_KEY: "sk-house-key",
    OPENAI_MODEL: "m-1",
  });
});
after(async () => {
  await chat?.[Symbol.asyncDispose]();
  await service?.[Symbol.asyncDispose]();
});

async function visitor(name: string): Promise<Visitor> {
  const someone = new Visitor(chat.url);
  await someone.signUp(name);
  return someone;
}

/** Asks a first question and doesn't wait for the answer; gives the conversation's address and the answer's id. */
async function begin(someone: Visitor, question: string): Promise<{ address: string; answerId: string }> {
  const response = await someone.post("/", { question, stream: "yes" });
  assert.equal(response.status, 303);
  const address = response.headers.get("location")!;
  const page = await (await someone.get(address)).text();
  return { address, answerId: /id="message-(\d+)" data-answer/.exec(page)![1]! };
}

/** Reads an answer's events to the end, or up to the first that fits. */
async function readEvents(response: Response, until?: RegExp): Promise<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += value;
    if (until?.test(text)) {
      await reader.cancel();
      return text;
    }
  }
}

test("a form without scripts gets the whole answer", async () => {
  const someone = await visitor("anna");
  const response = await someone.post("/", { question: "What is a fugue?" });
  assert.equal(response.status, 303);

  const page = await (await someone.get(response.headers.get("location")!.replace(/#.*/, ""))).text();

  assert.match(page, /<div class="bubble">What is a fugue\?<\/div>/);
  assert.match(page, /An <em>answer<\/em> to: What is a fugue\?/);
  assert.match(page, /<title>What is a fugue\? · Quintet Chat<\/title>/);
});

test("a script gets the messages and reads the answer as a stream", async () => {
  const someone = await visitor("bela");
  const { address } = await begin(someone, "First");

  const asked = await someone.post(address, { question: "Second" }, asScript);
  assert.equal(asked.status, 201);
  const { html } = (await asked.json()) as { html: string };
  const stream = /data-stream="([^"]+)"/.exec(html)![1]!;
  const response = await someone.get(stream, { accept: "text/event-stream" });

  assert.match(response.headers.get("content-type")!, /text\/event-stream/);
  const events = await readEvents(response);
  assert.match(events, /event: update\ndata: .*An <em>answer/);
  assert.match(events, /event: end\n/);
});

test("nobody sees, changes, stops or reads another's conversation", async () => {
  const owner = await visitor("clara");
  const { address, answerId } = await begin(owner, "A secret");
  const other = await visitor("dieter");

  for (const path of [address, `${address}rename/`, `${address}delete/`, `/answers/${answerId}/stream/`]) {
    assert.equal((await other.get(path)).status, 404, path);
  }
  for (const path of [
    address,
    `${address}rename/`,
    `${address}delete/`,
    `/answers/${answerId}/stop/`,
    `/answers/${answerId}/retry/`,
  ]) {
    assert.equal((await other.post(path, { question: "x", title: "x" })).status, 404, path);
  }
  assert.doesNotMatch(await (await other.get("/")).text(), /A secret/);
});

test("whoever isn't signed in is asked to sign in, and comes back afterwards", async () => {
  // Not by fetch(), whose requests are marked as those of a script.
  const request = httpGet(`${chat.url}/c/1/`, { headers: { accept: "text/html" } });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.resume();
  assert.equal(response.statusCode, 302);
  assert.equal(response.headers.location, "/sign-in/?next=%2Fc%2F1%2F");

  const nobody = new Visitor(chat.url);
  assert.equal((await nobody.get("/c/1/")).status, 401);
  assert.match(await (await nobody.get("/")).text(), /Create an account/);
});

test("a question that is empty or too long is refused, and stays in the box", async () => {
  const someone = await visitor("emil");
  const tooLong = await someone.post("/", { question: "x".repeat(8_001) });
  assert.equal(tooLong.status, 422);
  assert.match(await tooLong.text(), /at most 8,000 characters, and this one has 8,001/);
  const empty = await someone.post("/", { question: "  " }, asScript);
  assert.equal(empty.status, 422);
  assert.deepEqual(await empty.json(), {
    error: { code: "chat.question", message: "Write a question first." },
  });
});

test("a second question waits for its turn, and stopping keeps what has arrived", async () => {
  const someone = await visitor("fanny");
  const { address, answerId } = await begin(someone, "hang on");
  await readEvents(await someone.get(`/answers/${answerId}/stream/`), /Half an answer/);

  const second = await someone.post(address, { question: "Me too" }, asScript);
  assert.equal(second.status, 409);
  assert.match(
    ((await second.json()) as { error: { message: string } }).error.message,
    /still being written/,
  );

  assert.equal((await someone.post(`/answers/${answerId}/stop/`, {}, asScript)).status, 200);
  const page = await (await someone.get(address)).text();
  assert.match(page, /Half an answer/);
  assert.match(page, /You stopped this answer\./);
  assert.doesNotMatch(page, /Me too/);
});

test("of two questions sent at once, one is taken", async () => {
  const someone = await visitor("georg");
  const { address, answerId } = await begin(someone, "First");
  await readEvents(await someone.get(`/answers/${answerId}/stream/`));

  const both = await Promise.all([1, 2].map(() => someone.post(address, { question: "hang" }, asScript)));

  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409]);
});

for (const [question, notice] of [
  ["fail please", /had too many questions/],
  ["break please", /broke off before the answer was complete/],
] as const) {
  test(`"${question}": the failure is told in words, and the answer can be asked for again`, async () => {
    const someone = await visitor(question.replaceAll(" ", "-"));
    const { address, answerId } = await begin(someone, question);
    const events = await readEvents(await someone.get(`/answers/${answerId}/stream/`));
    assert.match(events, notice);
    const page = await (await someone.get(address)).text();
    assert.match(page, notice);
    assert.match(page, new RegExp(`action="/answers/${answerId}/retry/"`));
    assert.match(events, /name=.{1,3}csrfmiddlewaretoken/, "the form that comes with the end has its token");

    assert.equal((await someone.post(`/answers/${answerId}/retry/`, {}, asScript)).status, 201);
    await readEvents(await someone.get(`/answers/${answerId}/stream/`));
    const again = await (await someone.get(address)).text();
    assert.equal(again.match(/data-answer/g)?.length, 1, "the answer takes the place of the failed one");
    if (question.startsWith("break")) assert.match(again, /Half an answer/);
  });
}

test("a retry that fails leaves the earlier answer", async () => {
  const someone = await visitor("grete");
  const { address, answerId } = await begin(someone, "only once");
  await readEvents(await someone.get(`/answers/${answerId}/stream/`));

  await someone.post(`/answers/${answerId}/retry/`, {}, asScript);
  const events = await readEvents(await someone.get(`/answers/${answerId}/stream/`));

  assert.match(events, /had too many questions.* This is still the earlier answer\./);
  assert.match(events, /An <em>answer/);
  assert.match(await (await someone.get(address)).text(), /An <em>answer/);
});

test("only the last answer can be asked for again", async () => {
  const someone = await visitor("hanna");
  const { address, answerId } = await begin(someone, "First");
  await readEvents(await someone.get(`/answers/${answerId}/stream/`));
  await someone.post(address, { question: "Second" });

  assert.equal((await someone.post(`/answers/${answerId}/retry/`, {}, asScript)).status, 409);
});

test("a conversation is renamed and deleted, also while it is being answered", async () => {
  const someone = await visitor("hugo");
  const { address } = await begin(someone, "hang in there");
  assert.match(await (await someone.get(`${address}rename/`)).text(), /value="hang in there"/);
  assert.equal((await someone.post(`${address}rename/`, { title: " " })).status, 422);
  assert.equal((await someone.post(`${address}rename/`, { title: "A <b>name</b>" })).status, 303);
  assert.match(await (await someone.get(address)).text(), /A &lt;b&gt;name&lt;\/b&gt;/);

  assert.match(await (await someone.get(`${address}delete/`)).text(), /its 2 messages will be gone/);
  assert.equal((await someone.post(`${address}delete/`, {})).status, 303);
  assert.equal((await someone.get(address)).status, 404);
});

test("a key of one's own is stored encrypted, shown in part, and can be removed", async () => {
  const someone = await visitor("ida");
  const refused = await someone.post("/settings/", {
    apiKey: "sk with spaces",
    baseUrl: "http://10.0.0.1",
    model: "",
  });
  assert.equal(refused.status, 422);
  const apiKey = "sk-ida-0123456789-abcdefghij";
  const saved = await someone.post("/settings/", { apiKey, baseUrl: "https://127.0.0.1:9/v1", model: "m-2" });
  assert.equal(saved.status, 303);

  const page = await (await someone.get("/settings/")).text();
  assert.match(page, /sk-…ghij/);
  assert.doesNotMatch(page, /ida-0123/);
  const { answerId } = await begin(someone, "With my key");
  const events = await readEvents(await someone.get(`/answers/${answerId}/stream/`));
  assert.match(events, /can&#x27;t be used with your own key: the address must be public/);

  assert.equal((await someone.post("/settings/key/remove/", {})).status, 303);
  assert.doesNotMatch(await (await someone.get("/settings/")).text(), /sk-…ghij/);
  assert.doesNotMatch(chat.output(), /sk-ida|sk-house/);
});

test("sign-up refuses a name that is taken, a weak password and two that differ", async () => {
  await visitor("johann");
  const other = new Visitor(chat.url);
  const send = (username: string, password: string, repeated = password) =>
    other.post("/sign-up/", { username, password, repeated });
  assert.match(await (await send("johann", "a tune for five strings")).text(), /name is taken/);
  assert.match(await (await send("karl", "password")).text(), /too common/);
  assert.match(await (await send("karl", "a tune for five strings", "another")).text(), /not the same/);
});

test("the documentation is there to be read, and an unknown page is not", async () => {
  const nobody = new Visitor(chat.url);
  assert.match(await (await nobody.get("/docs/readme/")).text(), /<h1[^>]*>Quintet<\/h1>/);
  const missing = await nobody.get("/docs/nothing/");
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /Back to the chat/);
});

test("without a model, the documentation answers and says so", async () => {
  await using plain = await startChat();
  const someone = new Visitor(plain.url);
  await someone.signUp("lena");
  const response = await someone.post("/", { question: "How do I encrypt a text?" });
  const page = await (await someone.get(response.headers.get("location")!.replace(/#.*/, ""))).text();
  assert.match(page, /This is what Quintet's documentation says/);
  assert.match(page, /<a href="\/docs\/crypto\/#[\w-]+">/);
  assert.match(page, /No language model is configured/);
});

test("the first start makes an administrator and tells the password once; ending is quiet", async () => {
  const folder = await mkdtemp(join(tmpdir(), "quintet-chat-"));
  try {
    await using first = await startChat({}, folder);
    assert.match(first.password, /^[\w-]{16}$/);
    assert.equal(await first.end("SIGTERM"), 0);
    await using second = await startChat({}, folder);
    assert.equal(second.password, "");
    assert.doesNotMatch(second.output(), /Password/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Waits until a message with that text is in the database of another process, for five seconds at most. */
async function stored(file: string, text: string): Promise<void> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const found = database.prepare("SELECT 1 FROM chat_message WHERE instr(content, ?) > 0");
    for (let waited = 0; found.get(text) === undefined; waited += 50) {
      assert.ok(waited < 5_000, `"${text}" was not stored while the answer was being written`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    database.close();
  }
}

test("a process that is killed loses a second of an answer at most, and the next one says what happened", async () => {
  const folder = await mkdtemp(join(tmpdir(), "quintet-chat-"));
  try {
    let address: string;
    {
      await using first = await startChat({ OPENAI_BASE_URL: service.baseUrl }, folder);
      const someone = new Visitor(first.url);
      await someone.signUp("mira");
      ({ address } = await begin(someone, "hang"));
      await stored(join(folder, "chat.sqlite3"), "Half an answer");
      await first.end("SIGKILL");
    }
    await using second = await startChat({}, folder);
    const someone = new Visitor(second.url);
    const password = "a tune for five strings";
    assert.equal((await someone.post("/sign-in/", { username: "mira", password })).status, 303);
    const page = await (await someone.get(address)).text();
    assert.match(page, /Half an answer/);
    assert.match(page, /The server was stopped while it answered\./);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("an answer that is being written ends with the server, is kept, and doesn't hold the server up", async () => {
  await using process = await startChat({ OPENAI_BASE_URL: service.baseUrl });
  const someone = new Visitor(process.url);
  await someone.signUp("nora");
  const { answerId } = await begin(someone, "hang");
  const events = readEvents(await someone.get(`/answers/${answerId}/stream/`));
  const start = performance.now();

  assert.equal(await process.end("SIGTERM"), 0);

  assert.match(await events, /restarted while it answered/);
  assert.ok(performance.now() - start < 5_000);
});

for (const [name, environment, says] of [
  ["a port that is taken", {}, /port/i],
  [
    "an address of a model that is none",
    { OPENAI_BASE_URL: "ftp://models" },
    /OPENAI_BASE_URL is "ftp:\/\/models"/,
  ],
] as const) {
  test(`${name} is told in a sentence, without a stack`, async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const port = String((taken.address() as { port: number }).port);
    const { child, output } = runChat({ DATABASE_FILE: ":memory:", PORT: port, ...environment });
    await once(child, "exit");
    taken.close();

    assert.equal(child.exitCode, 1);
    assert.match(output(), says);
    assert.doesNotMatch(output(), /^ +at /m);
  });
}
