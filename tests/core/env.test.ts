import assert from "node:assert/strict";
import { test } from "node:test";
import { env } from "quintet";
import type { Setting } from "../../src/core/index.ts";

const name = "QT_ENV_TEST";

/** What a setting says about a text. */
function read<Value>(setting: Setting<Value>, text: string): Value | string {
  process.env[name] = text;
  const result = setting.read();
  delete process.env[name];
  return "value" in result ? result.value : `${result.message} ${result.hint}`;
}

const place = "Change it where the app is started.";

test("variables of each kind are read, with spaces around them", () => {
  assert.equal(read(env.string(name), " tea "), "tea");
  assert.equal(read(env.integer(name), "8000"), 8000);
  assert.equal(read(env.number(name), "0.5"), 0.5);
  assert.equal(read(env.boolean(name), "Yes"), true);
  assert.deepEqual(read(env.list(name), "a, b,,c"), ["a", "b", "c"]);
  assert.equal(read(env.oneOf(name, ["debug", "info"]), "info"), "info");
  assert.deepEqual(read(env.url(name), "https://shop.example/a"), new URL("https://shop.example/a"));
  for (const [text, ms] of [
    ["250ms", 250],
    ["30s", 30_000],
    ["1.5m", 90_000],
    ["2 h", 7_200_000],
    ["7D", 604_800_000],
  ] as const)
    assert.equal(read(env.milliseconds(name), text), ms, text);
  assert.equal(read(env.seconds(name), "7d"), 604_800);
  for (const [text, bytes] of [
    ["2500000", 2_500_000],
    ["500kB", 500_000],
    ["2.5MB", 2_500_000],
    ["10MiB", 10_485_760],
    ["1gb", 1_000_000_000],
  ] as const)
    assert.equal(read(env.bytes(name), text), bytes, text);
});

test("what is none of its kind is told with the value, the kind, and where to change it", () => {
  const cases: readonly (readonly [setting: Setting<unknown>, text: string, kind: string])[] = [
    [env.integer(name), "80a", "a whole number, such as 8000"],
    [env.integer(name), "1e3", "a whole number, such as 8000"],
    [env.number(name), "0,5", "a number, such as 0.5"],
    [env.boolean(name), "ja", "one of true, false, 1, 0, yes, no, on, off"],
    [env.oneOf(name, ["debug", "info"]), "loud", "one of debug, info"],
    [env.url(name), "localhost:8000", "a URL, such as https://shop.example/"],
    [env.milliseconds(name), "30", "a length of time with its unit, such as 250ms, 30s, 5m or 2h"],
    [env.milliseconds(name), "-5s", "a length of time with its unit, such as 250ms, 30s, 5m or 2h"],
    [env.seconds(name), "250ms", "a length of time with its unit, such as 30s, 5m, 2h or 7d"],
    [env.bytes(name), "ten", "a number of bytes, such as 2500000, 500kB, 2.5MB or 10MiB"],
  ];
  for (const [setting, text, kind] of cases)
    assert.equal(
      read(setting, text),
      `the environment variable ${name} is ${JSON.stringify(text)}, which is not ${kind}. ${place}`,
    );
});

test("a value that may be secret isn't shown where it is wrong", () => {
  process.env.QT_API_TOKEN = "hush";
  const wrong = env.integer("QT_API_TOKEN").read();
  delete process.env.QT_API_TOKEN;

  assert.deepEqual(wrong, {
    message: "the environment variable QT_API_TOKEN has a value, which is not a whole number, such as 8000.",
    hint: place,
  });
  assert.match(String(read(env.url(name), "postgres://shop:hush@ bad")), /has a value, which is not a URL/);
});
