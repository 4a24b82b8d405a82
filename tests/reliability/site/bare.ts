import { createServer } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";

/* The yardstick: node:http and nothing else, asked for the same by the same crowd. */

const block = Buffer.alloc(65_536, "q");

const server = createServer(
  {
    headersTimeout: 20_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
  },
  (request, answer) => {
    if (request.url === "/endless/") {
      const more = () => {
        while (answer.write(block));
      };
      answer.on("drain", more);
      more();
    } else if (request.method === "POST") request.resume().once("end", () => answer.end("read"));
    else answer.end("plain");
  },
);
const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();

process.on("message", (message) => {
  if (message !== "delays") return;
  process.send?.({ p999Ms: delays.percentile(99.9) / 1e6, maxMs: delays.max / 1e6 });
  delays.reset();
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as { port: number }).port }));
