import { load } from "../load.ts";
import { counted, type Promised } from "../promise.ts";
import { RunningSite } from "../running-site.ts";

export const heldLoop: Promised = {
  name: "R10",
  claim: "The event loop is never held",
  fault: "100 logins at the same time, each of which hashes a password",
  async judge(size) {
    const logins = size.pick(100, 4);
    // Hashing takes other processors, where there are any, and as long as it takes.
    const patience = { SITE_HANDLER_TIMEOUT_MS: "120000" };
    await using site = await RunningSite.start(patience, { isEverywhere: true });
    await fetch(`${site.url}/login/`);
    await site.delays();
    const work = load({
      port: site.port,
      paths: ["/"],
      rate: 50,
      seconds: size.pick(20, 2),
      connections: 10,
    });
    const statuses = await Promise.all(
      Array.from({ length: logins }, async () => (await fetch(`${site.url}/login/`)).status),
    );
    const plain = await work;
    const { p999Ms, maxMs } = await site.delays();
    return [
      counted("logins that were done", statuses.filter((status) => status === 200).length, logins),
      counted(`plain requests that failed, of ${plain.sent}`, plain.failed + plain.refused, 0),
      size.timed(
        {
          what: "p99 of a plain page meanwhile",
          measured: `${plain.okP99Ms.toFixed(1)} ms`,
          target: "< 50 ms",
        },
        plain.okP99Ms < 50,
      ),
      size.timed(
        { what: "p99.9 of the loop's delay", measured: `${p999Ms.toFixed(1)} ms`, target: "< 50 ms" },
        p999Ms < 50,
      ),
      size.timed(
        { what: "the longest block", measured: `${maxMs.toFixed(1)} ms`, target: "≤ 100 ms" },
        maxMs <= 100,
      ),
    ];
  },
};
