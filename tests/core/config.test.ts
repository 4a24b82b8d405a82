import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { type ConfigFile, type ConfigOptions, defineConfig, env, type Module, Secret, secret } from "quintet";
import { ConfigError, coreConfigSections, resolveConfig } from "../../src/core/index.ts";

const goodKey = new Secret("kJ8-long-enough-and-with-many-different-characters");

function resolve(options: Record<string, unknown>) {
  const file = defineConfig({ modules: [], secretKey: goodKey, ...options } as ConfigOptions) as ConfigFile;
  return resolveConfig(file, coreConfigSections);
}

function problemsOf(options: Record<string, unknown>) {
  try {
    resolve(options);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error;
  }
  throw new Error("the configuration was accepted");
}

test("a configuration gets its defaults", () => {
  const config = resolve({});

  assert.equal(config.debug, false);
  assert.equal(config.logLevel, "info");
  assert.deepEqual(config.secretKeyFallbacks, []);
});

test("all problems of a configuration are told at once, each with its path and the next step", () => {
  const error = problemsOf({
    secretKey: new Secret("short"),
    debgu: true,
    logLevel: "loud",
    debug: env.boolean("QUINTET_TEST_ABSENT"),
  });

  assert.deepEqual(error.problems.map(({ path }) => path).sort(), [
    "debgu",
    "debug",
    "logLevel",
    "secretKey",
  ]);
  assert.match(error.message, /^The configuration has 4 problems:/);
  assert.match(error.message, /debgu: is not a key of the configuration\.\n {4}Did you mean "debug"\?/);
  assert.match(error.message, /logLevel: must be one of trace, debug, .*, and is "loud"\./);
  assert.match(error.message, /QUINTET_TEST_ABSENT is not set/);
  assert.match(error.message, /"quintet secret"/);
});

test("a missing secret key is one problem, not two", () => {
  const error = problemsOf({ secretKey: secret("QUINTET_TEST_ABSENT") });

  assert.deepEqual(
    error.problems.map(({ path }) => path),
    ["secretKey"],
  );
});

test("a secret key of one repeated character is refused and not shown", () => {
  const error = problemsOf({ secretKey: new Secret("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") });

  assert.match(error.message, /too weak/);
  assert.doesNotMatch(error.message, /aaaa/);
});

test("a secret key that is written as a text is refused and not shown", () => {
  const error = problemsOf({ secretKey: "tG7pQ2vX9mB4nR8sK1wZ6yL3cD5fH0jA" as never });

  assert.match(error.message, /secretKey: is a text, and must be a secret\.\n.*secret\("SECRET_KEY"\)/);
  assert.doesNotMatch(error.message, /tG7p/);
});

test("a setting is read when the configuration is resolved, not when it is written", () => {
  const debug = env.boolean("QUINTET_TEST_DEBUG", false);
  process.env.QUINTET_TEST_DEBUG = "yes";

  const config = resolve({ debug });

  delete process.env.QUINTET_TEST_DEBUG;
  assert.equal(config.debug, true);
});

test("environment values of the wrong kind say what they should be", () => {
  process.env.QUINTET_TEST_PORT = "80a";

  assert.throws(() => env.integer("QUINTET_TEST_PORT").value, {
    code: "core.environment",
    message: /"80a", which is not a whole number/,
  });

  delete process.env.QUINTET_TEST_PORT;
});

test("a list of the environment loses spaces and empty items", () => {
  process.env.QUINTET_TEST_LIST = " a.example, ,b.example,";

  const hosts = env.list("QUINTET_TEST_LIST").value;

  delete process.env.QUINTET_TEST_LIST;
  assert.deepEqual(hosts, ["a.example", "b.example"]);
});

test("a secret never prints", () => {
  const text = "open sesame";
  const key = new Secret(text);

  for (const shown of [String(key), JSON.stringify({ key }), inspect({ key }), `${key}`])
    assert.doesNotMatch(shown, /sesame/);
  assert.equal(key.reveal(), text);
});

test("modules keep their identity while settings inside data are read", () => {
  const module: Module = { name: "shop", folder: "/nowhere", label: "Shop" };

  const config = resolve({ modules: [module] });

  assert.equal(config.modules[0], module);
});

test("a value of a wrong kind is told with what to write, and with the variable that it comes from", () => {
  process.env.QUINTET_TEST_LOUD = "inof";
  const error = problemsOf({ debug: "true", logLevel: env.string("QUINTET_TEST_LOUD") });
  delete process.env.QUINTET_TEST_LOUD;

  assert.deepEqual(
    error.problems.map(({ path, hint }) => [path, hint]),
    [
      ["debug", "Write true without quotes."],
      ["logLevel", 'Did you mean "info"? The value comes from the environment variable QUINTET_TEST_LOUD.'],
    ],
  );
});
