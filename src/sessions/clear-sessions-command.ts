import type { Command } from "../core/index.ts";
import { sessionsService } from "./session-middleware.ts";

/** `quintet clearsessions`: removes what has expired. Nothing else does; run it once a day. */
export const clearSessionsCommand: Command = {
  name: "clearsessions",
  summary: "Remove expired sessions.",
  async run({ app, terminal }) {
    const count = await app.run(() => app.service(sessionsService).store.deleteExpired());
    terminal.success(count === 1 ? "Removed 1 expired session." : `Removed ${count} expired sessions.`);
  },
};
