import { monitorEventLoopDelay } from "node:perf_hooks";
import { createApp } from "quintet/app";
import config from "./quintet.config.ts";

/* The site in a process of its own, which tells how late its event loop has been. */

const app = await createApp(config);
const server = await app.listen({ host: "127.0.0.1", port: 0 });
const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();

process.on("message", (message) => {
  if (message !== "delays") return;
  process.send?.({ p999Ms: delays.percentile(99.9) / 1e6, maxMs: delays.max / 1e6 });
  delays.reset();
});
process.send?.({ port: server.port });
