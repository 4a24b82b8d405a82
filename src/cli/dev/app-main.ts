import { existsSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { AppLife } from "./app-life.ts";
import type { AppOrders, News, Order } from "./messages.ts";
import { rehearse } from "./rehearse.ts";

/*
 * The program of a process of the app. It loads Quintet, stands by until it is told to start, and lives until it is told
 * to retire. When `quintet dev` is gone, it goes too.
 */
const orders = JSON.parse(process.argv[2]!) as AppOrders; // written by AppProcess

process.on("SIGINT", () => {}); // a terminal sends Ctrl+C to every process; `quintet dev` says when to end
process.on("disconnect", () => process.exit());

const envFile = join(orders.folder, ".env");
if (existsSync(envFile)) process.loadEnvFile(envFile);
const ready = rehearse().then((pages) => new AppLife(orders, pages, tell));

process.on("message", (order: Order, socket?: Socket) => {
  // Orders are few, and the first one waits until Quintet is loaded.
  void ready.then((life) => obey(life, order, socket));
});

function obey(life: AppLife, order: Order, socket: Socket | undefined): void {
  switch (order.type) {
    case "start":
      void life.start(order);
      return;
    case "connection":
      if (socket !== undefined) life.take(socket); // absent where the client has left meanwhile
      return;
    case "changed":
      life.announce(order.isStyle);
      return;
    case "retire":
      void life
        .retire()
        .finally(() => process.send!({ type: "retired" } satisfies News, () => process.exit()));
  }
}

function tell(news: News): void {
  if (process.connected) process.send!(news);
}
