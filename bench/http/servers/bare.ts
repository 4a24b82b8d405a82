/* What is written by hand on node:http, with its defaults. It has no session and no page: those have no bare form. */
import { createServer, type ServerResponse } from "node:http";
import { answerOf, greeting, mixedRoutes } from "../site.ts";
import { port } from "./place.ts";

const patterns = mixedRoutes.map(({ pattern }) => ({ pattern, segments: pattern.slice(1).split("/") }));
const plainPaths = new Map(
  patterns.filter(({ pattern }) => !pattern.includes(":")).map(({ pattern }) => [pattern, pattern]),
);

createServer((request, response) => {
  const url = request.url!;
  if (url === "/plaintext") return send(response, "text/plain; charset=utf-8", greeting);
  if (url === "/json")
    return send(response, "application/json; charset=utf-8", JSON.stringify({ message: greeting }));
  const answer = mixedAnswer(url);
  if (answer !== undefined) return send(response, "text/plain; charset=utf-8", answer);
  response.writeHead(404).end();
}).listen(port, "127.0.0.1");

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(body) }).end(body);
}

/** By a map, then one after the other: what one would write without a router. */
function mixedAnswer(url: string): string | undefined {
  const plain = plainPaths.get(url);
  if (plain !== undefined) return answerOf(plain, {});
  const given = url.slice(1).split("/");
  for (const { pattern, segments } of patterns) {
    if (segments.length !== given.length) continue;
    const params: Record<string, string> = {};
    const matches = segments.every((segment, index) => {
      if (!segment.startsWith(":")) return segment === given[index];
      params[segment.slice(1)] = given[index]!;
      return true;
    });
    if (matches) return answerOf(pattern, params);
  }
  return undefined;
}
