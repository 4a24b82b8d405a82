import { ForbiddenError } from "../errors.ts";
import { describeMiddleware, type Middleware } from "../middleware.ts";

// Longer ones are cut: a pattern of one's own should not be let loose on 16 KB that a stranger chose.
const longestRead = 512;

/**
 * A layer that refuses programs by what they call themselves: a text that is part of the name, in any case, or a pattern.
 * Nobody is forced to tell the truth there, so this keeps away those who are only a nuisance.
 *
 * @example
 * defineConfig({ middleware: [forbiddenUserAgents(["GreedyBot", /^curl\//]), ...defaultMiddleware], … })
 */
export function forbiddenUserAgents(agents: readonly (string | RegExp)[]): Middleware {
  const texts = agents.filter((agent) => typeof agent === "string").map((text) => text.toLowerCase());
  const patterns = agents.filter((agent) => agent instanceof RegExp);
  return describeMiddleware(
    (request, next) => {
      const sent = (request.header("user-agent") ?? "").slice(0, longestRead);
      const name = sent.toLowerCase();
      // search() leaves the place alone that a pattern with the flag "g" keeps.
      const isForbidden =
        texts.some((text) => name.includes(text)) || patterns.some((pattern) => sent.search(pattern) !== -1);
      if (isForbidden) throw new ForbiddenError("This program is not welcome here.");
      return next(request);
    },
    { name: "forbiddenUserAgents", isUsed: () => agents.length > 0 },
  );
}
