import { join } from "node:path";
import { QuintetError } from "quintet";
import { createApp, type WebApp } from "quintet/app";
import { migrateAppUp } from "quintet/db";
import { closeOnSignals } from "quintet/http";
import { chatService } from "./chat/chat-service.ts";
import { markInterrupted } from "./chat/interrupted.ts";
import { createFirstAdmin } from "./first-admin.ts";
import { ensureSecretKey } from "./secret-file.ts";

/*
 * `npm start`: the demo without anything to do before. It makes what is missing (a secret key, the tables, an
 * administrator), says where to go, and answers until it is told to end.
 */
try {
  await start();
} catch (error) {
  if (!(error instanceof QuintetError)) throw error;
  console.error(`\n${error.message}\n`);
  process.exitCode = 1;
}

async function start(): Promise<void> {
  await ensureSecretKey(join(import.meta.dirname, ".env"));
  const { default: config } = await import("./quintet.config.ts"); // it reads the secret key
  const app = await createApp(config);
  try {
    await migrateAppUp(app);
    await app.run(markInterrupted);
    const admin = await app.run(createFirstAdmin);
    const server = await app.listen();
    const ended = closeOnSignals({ close: () => end(app) }); // before anybody can know that it runs, and end it
    greet(server.url, admin);
    await ended;
  } finally {
    await app.close();
  }
}

function greet(url: string, admin: { username: string; password: string } | undefined): void {
  const lines = [`Quintet Chat is running.`, "", `  The chat:   ${url}/`, `  The admin:  ${url}/admin/`];
  if (admin !== undefined) {
    lines.push("", `  Administrator:  ${admin.username}`, `  Password:       ${admin.password}`);
    lines.push("  The password is shown only this once.");
  }
  console.log(`\n${lines.join("\n")}\n\nCtrl+C ends it.\n`);
}

/** Ends the answers first: whoever reads one sees its end, and the server doesn't wait for it. */
async function end(app: WebApp): Promise<void> {
  await app.service(chatService).answers.close();
  await app.close();
}
