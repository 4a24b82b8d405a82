import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import {
  csrfSecretOf,
  isWellFormedCsrfToken,
  maskCsrfSecret,
  matchesCsrfSecret,
  newCsrfSecret,
  unmaskCsrfToken,
} from "../../src/security/csrf-token.ts";

test("a token stands for its secret", () => {
  for (let round = 0; round < 50; round++) {
    const secret = newCsrfSecret();
    const token = maskCsrfSecret(secret);

    assert.ok(isWellFormedCsrfToken(token));
    assert.equal(unmaskCsrfToken(token), secret);
    assert.equal(csrfSecretOf(token), secret);
    assert.ok(matchesCsrfSecret(token, secret));
    assert.ok(!matchesCsrfSecret(token, newCsrfSecret()));
  }
});

interface CsrfRecord {
  readonly id: string;
  readonly kind: string;
  readonly token: string;
  readonly secret: string;
  readonly mask: string;
  readonly expect: { readonly output: unknown };
}

const answers: Readonly<Record<string, (record: CsrfRecord) => unknown>> = {
  csrf_mask: ({ secret, mask }) => maskCsrfSecret(secret, mask),
  csrf_unmask: ({ token }) => unmaskCsrfToken(token),
  csrf_match: ({ token, secret }) => matchesCsrfSecret(token, secret),
  csrf_check_format: ({ token }) => isWellFormedCsrfToken(token),
};

const recordsFile = join(import.meta.dirname, "../../../shared/conformance/crypto.open.json");

test("tokens are masked, unmasked, compared and checked as Django does", {
  skip: existsSync(recordsFile) ? false : "the recorded answers are not here",
}, () => {
  const { records } = JSON.parse(readFileSync(recordsFile, "utf8")) as { records: CsrfRecord[] };
  const ofCsrf = records.filter(({ kind }) => kind in answers);
  assert.ok(ofCsrf.length > 100);
  for (const record of ofCsrf) {
    const { output } = record.expect;
    const expected = record.kind === "csrf_check_format" ? output === "ok" : output;
    assert.equal(answers[record.kind]!(record), expected, record.id);
  }
});
