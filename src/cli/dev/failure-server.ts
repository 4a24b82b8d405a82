import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { askedTool, isDeveloper, toolAsset } from "../../devtools/index.ts";
import type { Failure } from "./messages.ts";

/**
 * Answers in place of an app that doesn't run: with the page about why, which reloads by itself once the app runs again.
 * It binds no port, and gets its connections handed like an app.
 */
export class FailureServer {
  readonly #token: string;
  readonly #server = createServer((message, answer) => this.#answer(message, answer));
  readonly #sockets = new Set<Socket>();
  #failure: Failure = { text: "The app has not been started." };
  #life = "";

  /** @param token - That of this run, in the addresses of the tools. */
  constructor(token: string) {
    this.#token = token;
    this.#server.maxRequestsPerSocket = 1;
  }

  /** @param life - The life of the app that came to nothing: pages of others reload. */
  show(failure: Failure, life: string): void {
    this.#failure = failure;
    this.#life = life;
  }

  take(socket: Socket): void {
    // Node itself keeps count of connections only for a server that listens.
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    this.#server.emit("connection", socket);
    socket.resume();
  }

  /** Ends all connections: the app is being started again. */
  end(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #answer(message: IncomingMessage, answer: ServerResponse): void {
    answer.setHeader("cache-control", "no-store");
    answer.setHeader("x-content-type-options", "nosniff");
    if (!isDeveloper(visitorOf(message))) {
      // Why is nobody else's business.
      this.#text(answer, "The app does not run.\n");
      return;
    }
    const tool = askedTool(message.url ?? "", { token: this.#token, life: this.#life });
    if (tool !== undefined && this.#answerTool(tool, answer)) return;
    const { text, page } = this.#failure;
    const wantsPage = /\btext\/html\b/i.test(message.headers.accept ?? "");
    if (page === undefined || !wantsPage) this.#text(answer, `${text}\n`);
    else {
      const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": page.policy };
      answer.writeHead(500, headers);
      answer.end(page.html);
    }
  }

  /** What pages need to reload by themselves. */
  #answerTool(tool: string, answer: ServerResponse): boolean {
    if (tool === "events") {
      answer.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
      answer.write(`event: life\ndata: ${this.#life}\nretry: 100\n\n`);
      return true; // left open: it ends when the app is started again
    }
    const asset = toolAsset(tool);
    if (asset === undefined) return false;
    answer.writeHead(200, { "content-type": asset.contentType });
    answer.end(asset.text);
    return true;
  }

  #text(answer: ServerResponse, text: string): void {
    answer.writeHead(503, { "content-type": "text/plain; charset=utf-8" });
    answer.end(text);
  }
}

function visitorOf({ socket, headers }: IncomingMessage): Parameters<typeof isDeveloper>[0] {
  return {
    peer: (socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
    header(name) {
      const value = headers[name];
      return typeof value === "string" ? value : (value?.join(", ") ?? null);
    },
  };
}
