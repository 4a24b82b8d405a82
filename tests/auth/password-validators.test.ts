import assert from "node:assert/strict";
import { test } from "node:test";
import {
  defaultPasswordValidators,
  minLength,
  notSimilarToUser,
  type PasswordOwner,
  passwordProblems,
} from "quintet/auth";

async function codes(password: string, owner: PasswordOwner = {}): Promise<string[]> {
  return (await passwordProblems(password, owner)).map(({ code }) => code);
}

test("a password is refused with every reason at once", async () => {
  assert.deepEqual(await codes("12345"), [
    "password_too_short",
    "password_too_common",
    "password_entirely_numeric",
  ]);
  assert.deepEqual(await codes("Password1 "), ["password_too_common"]);
  assert.deepEqual(await codes("correct horse battery staple"), []);
});

test("length counts letters, not their bytes, and has an upper limit", async () => {
  assert.deepEqual(await codes("😀😀😀😀"), ["password_too_short"]);
  assert.deepEqual(await codes("x!".repeat(3000)), ["password_too_long"]);
});

test("a password that resembles the user's names or address is refused, naming what it resembles", async () => {
  const owner = {
    username: "adalovelace",
    email: "countess@engine.example",
    firstName: "",
    lastName: "King",
  };

  assert.deepEqual(await codes("adalovelace1", owner), ["password_too_similar"]);
  assert.deepEqual(await codes("countess7", owner), ["password_too_similar"]);
  const [problem] = await passwordProblems("countess7", owner);
  assert.equal(problem?.message, "The password is too similar to the email address.");
  assert.deepEqual(await codes("quite another thing", owner), []);
});

test("rules can be chosen", async () => {
  const problems = await passwordProblems("abc", { username: "abc" }, [
    minLength(4),
    notSimilarToUser({ maxSimilarity: 0.9 }),
  ]);

  assert.deepEqual(
    problems.map(({ message }) => message),
    [
      "This password is too short. It must contain at least 4 characters.",
      "The password is too similar to the username.",
    ],
  );
  assert.ok(defaultPasswordValidators.every(({ help }) => help.endsWith(".")));
});
