import { type Scenario, signInPath } from "./scenarios.ts";
import type { RunningServer } from "./server-process.ts";

/** Signs a visitor in. Gives what its browser would send as `Cookie`. */
export async function signIn(server: RunningServer): Promise<string> {
  const response = await fetch(server.url + signInPath);
  // Of two with the same name a browser keeps the last.
  const byName = new Map(
    response.headers.getSetCookie().map((line) => {
      const [pair = ""] = line.split(";", 1);
      return [pair.slice(0, pair.indexOf("=")), pair];
    }),
  );
  const cookie = [...byName.values()].join("; ");
  if (!response.ok || cookie === "")
    throw new Error(`${server.url}${signInPath} answers ${response.status} and sets no cookie.`);
  return cookie;
}

/** Compares all answers of a scenario with what they must be. @throws where one is another. */
export async function checkAnswers(
  server: RunningServer,
  scenario: Scenario,
  cookie?: string,
): Promise<void> {
  const headers: Record<string, string> = cookie === undefined ? {} : { cookie };
  for (const { path, body } of scenario.answers) {
    const response = await fetch(server.url + path, { headers });
    const given = await response.text();
    if (response.status !== 200 || normalized(given) !== normalized(body))
      throw new Error(
        `${path} answers ${response.status} with another body than it should:\n${given.slice(0, 2_000)}`,
      );
  }
}

/** Without what a browser doesn't show either: space between tags, and how a quotation mark is written. */
function normalized(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ?(<[^>]*>) ?/g, "$1")
    .replaceAll(/, | ?: ?/g, (mark) => mark.trim())
    .trim();
}
