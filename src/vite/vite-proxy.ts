import { NotFoundError, type Request, type Response, toResponse } from "../http/index.ts";
import { ViteServerError } from "./errors.ts";

// What Vite answers by: it sends a style sheet to a <link>, and a module that puts it into the page to an import.
const headersOfInterest = ["accept", "if-none-match", "sec-fetch-dest"];

/**
 * Hands a request for a front end's source to Vite's development server, so that it has the address here that its build
 * will have. Vite shows what the project consists of: only programs on this machine get an answer.
 */
export async function askViteServer(request: Request, server: string): Promise<Response> {
  if (!isLoopback(request.ip))
    throw new NotFoundError("Vite's development server answers on this machine only.");
  const headers = new Headers();
  for (const name of headersOfInterest) {
    const value = request.header(name);
    if (value !== null) headers.set(name, value);
  }
  const { method, signal } = request;
  try {
    return await toResponse(
      await fetch(server + request.target, { method, headers, signal, redirect: "manual" }),
    );
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ViteServerError(server, error);
  }
}

function isLoopback(ip: string): boolean {
  return ip === "::1" || /^(?:::ffff:)?127\./.test(ip);
}
