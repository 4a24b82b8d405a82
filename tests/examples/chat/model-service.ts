import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A stand-in for a model service: a real server on a loopback port that answers as a test wants. */
export interface ModelService extends AsyncDisposable {
  readonly baseUrl: string;
  /** The requests so far. */
  readonly requests: { readonly request: IncomingMessage; readonly body: string }[];
  /** Resolves when the client has closed a connection before it was answered to the end. */
  readonly clientLeft: Promise<void>;
}

export type Answerer = (
  response: ServerResponse,
  request: IncomingMessage,
  body: string,
) => void | Promise<void>;

export async function startModelService(answer: Answerer): Promise<ModelService> {
  const requests: { request: IncomingMessage; body: string }[] = [];
  const left = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const bytes of request) body += bytes;
    requests.push({ request, body });
    response.on("close", () => {
      if (!response.writableFinished) left.resolve();
    });
    await answer(response, request, body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    clientLeft: left.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function beginEvents(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
}

/** One piece of an answer as an event. */
export function pieceEvent(content: string, finishReason: string | null = null): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finishReason }] })}\n\n`;
}

/** A whole answer in pieces. */
export function sendAnswer(response: ServerResponse, pieces: readonly string[]): void {
  beginEvents(response);
  for (const piece of pieces) response.write(pieceEvent(piece));
  response.end(`${pieceEvent("", "stop")}data: [DONE]\n\n`);
}
