import assert from "node:assert/strict";
import { test } from "node:test";
import { AnswerRegistry, maxAnswersPerPerson } from "../../../examples/chat/chat/answers/answer-registry.ts";
import {
  type AnswerEnd,
  RunningAnswer,
  stoppedByShutdown,
  stoppedByUser,
  stoppedUnread,
} from "../../../examples/chat/chat/answers/running-answer.ts";
import { ProviderError } from "../../../examples/chat/chat/providers/errors.ts";
import { OpenAiProvider } from "../../../examples/chat/chat/providers/openai.ts";
import type { AnswerProvider } from "../../../examples/chat/chat/providers/provider.ts";
import { beginEvents, pieceEvent, startModelService } from "./model-service.ts";

const times = { saveEveryMs: 20, unreadMs: 5_000, updateEveryMs: 1 };
const never = new AbortController().signal;

/** A provider whose pieces the test hands out. */
function handProvider() {
  const waiting: (string | Error | undefined)[] = [];
  let wake = Promise.withResolvers<void>();
  const give = (piece: string | Error | undefined) => {
    waiting.push(piece);
    wake.resolve();
  };
  const provider: AnswerProvider = {
    label: "by hand",
    async *answer(_messages, { signal }) {
      const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      for (;;) {
        await Promise.race([wake.promise, aborted]);
        signal.throwIfAborted();
        wake = Promise.withResolvers<void>();
        for (const piece of waiting.splice(0)) {
          if (piece === undefined) return;
          if (piece instanceof Error) throw piece;
          yield piece;
        }
      }
    },
  };
  return { provider, give, end: () => give(undefined) };
}

function recorder() {
  const saved: { text: string; end: AnswerEnd | undefined }[] = [];
  const save = async (text: string, end: AnswerEnd | undefined) => {
    saved.push({ text, end });
  };
  return { saved, save };
}

/** Reads to the end; gives the HTML that a page would show. */
async function readAll(answer: RunningAnswer, signal = never): Promise<string> {
  let finished = "";
  let tail = "";
  for await (const update of answer.read(signal)) {
    finished += update.blocks.join("");
    tail = tail.slice(0, update.keep) + update.add;
  }
  return finished + tail;
}

test("readers who join early and late see the same answer", async () => {
  const { provider, give, end } = handProvider();
  const answer = new RunningAnswer(provider, [], recorder().save, times);
  const early = readAll(answer);
  give("One.\n\nTwo");
  await new Promise((resolve) => setTimeout(resolve, 20));
  const late = readAll(answer);
  give(" and more.");
  end();

  assert.equal(await early, "<p>One.</p>\n<p>Two and more.</p>\n");
  assert.equal(await late, await early);
  assert.deepEqual(await answer.finished, { status: "complete", notice: "" });
});

test("an answer is saved while it grows, and with its end", async () => {
  const { provider, give, end } = handProvider();
  const { saved, save } = recorder();
  const answer = new RunningAnswer(provider, [], save, times);
  give("Half");
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual(saved, [{ text: "Half", end: undefined }]);
  give(" and half");
  end();
  await answer.finished;

  assert.deepEqual(saved.at(-1), { text: "Half and half", end: { status: "complete", notice: "" } });
});

test("a failure keeps what has arrived and says why", async () => {
  const { provider, give } = handProvider();
  const { saved, save } = recorder();
  const answer = new RunningAnswer(provider, [], save, times);
  give("Half");
  give(new ProviderError("interrupted", "The line broke."));

  assert.deepEqual(await answer.finished, { status: "failed", notice: "The line broke." });
  assert.equal(saved.at(-1)?.text, "Half");
});

test("a failure to save is told, and the process lives on", async () => {
  const { provider, give, end } = handProvider();
  const answer = new RunningAnswer(provider, [], () => Promise.reject(new Error("disk full")), times);
  give("text");
  end();

  const { status, notice } = await answer.finished;
  assert.equal(status, "failed");
  assert.match(notice, /could not be saved/);
});

test("stopping keeps what has arrived", async () => {
  const { provider, give } = handProvider();
  const { saved, save } = recorder();
  const answer = new RunningAnswer(provider, [], save, times);
  const reader = readAll(answer);
  give("Half");
  await new Promise((resolve) => setTimeout(resolve, 10));

  const end = await answer.stop(stoppedByUser);

  assert.deepEqual(end, { status: "stopped", notice: stoppedByUser });
  assert.equal(await reader, "<p>Half</p>\n");
  assert.equal(saved.at(-1)?.text, "Half");
});

test("when the last reader leaves and none comes back, the connection to the model service is closed", async () => {
  await using service = await startModelService((response) => {
    beginEvents(response);
    response.write(pieceEvent("Half"));
  });
  const provider = new OpenAiProvider({ baseUrl: service.baseUrl, model: "m" });
  const answer = new RunningAnswer(provider, [], recorder().save, { ...times, unreadMs: 40 });
  const tab = new AbortController();
  const reading = readAll(answer, tab.signal);
  await new Promise((resolve) => setTimeout(resolve, 60)); // longer than unreadMs: a reader keeps it going
  while (answer.text === "") await new Promise((resolve) => setTimeout(resolve, 5));

  tab.abort();
  await reading;

  await service.clientLeft;
  assert.deepEqual(await answer.finished, { status: "stopped", notice: stoppedUnread });
  assert.equal(answer.text, "Half");
});

test("a reader who comes back in time finds the answer going on", async () => {
  const { provider, give, end } = handProvider();
  const answer = new RunningAnswer(provider, [], recorder().save, { ...times, unreadMs: 80 });
  const tab = new AbortController();
  const first = readAll(answer, tab.signal);
  give("Half");
  await new Promise((resolve) => setTimeout(resolve, 10));
  tab.abort();
  await first;

  const second = readAll(answer);
  await new Promise((resolve) => setTimeout(resolve, 120));
  give(" and half");
  end();

  assert.equal(await second, "<p>Half and half</p>\n");
});

test("a conversation has one answer at a time", async () => {
  const registry = new AnswerRegistry();
  const { provider, end } = handProvider();
  const unused = registry.reserve(1, 1);
  assert.equal(registry.reserve(1, 1), undefined);
  unused!.release();
  const answer = registry
    .reserve(1, 1)!
    .start(7, () => new RunningAnswer(provider, [], recorder().save, times));

  assert.equal(registry.reserve(1, 1), undefined);
  assert.equal(registry.find(7), answer);
  assert.ok(registry.reserve(2, 1));
  end();
  await answer.finished;
  await null;

  assert.equal(registry.find(7), undefined);
  assert.ok(registry.reserve(1, 1));
});

test("a person has a few answers at a time, however many conversations, and others have theirs", () => {
  const registry = new AnswerRegistry();
  const places = Array.from({ length: maxAnswersPerPerson }, (_, index) => registry.reserve(index, 1));
  assert.ok(places.every((place) => place !== undefined));

  assert.equal(registry.reserve(100, 1), undefined);
  assert.ok(registry.reserve(101, 2));
  places[0]!.release();
  assert.ok(registry.reserve(100, 1));
});

test("closing stops and saves all answers, and lets none begin", async () => {
  const registry = new AnswerRegistry();
  const { provider, give } = handProvider();
  const { saved, save } = recorder();
  registry.reserve(1, 1)!.start(7, () => new RunningAnswer(provider, [], save, times));
  give("Half");
  await new Promise((resolve) => setTimeout(resolve, 5));

  await registry.close();

  assert.deepEqual(saved.at(-1), { text: "Half", end: { status: "stopped", notice: stoppedByShutdown } });
  assert.equal(registry.reserve(2, 1), undefined);
});
