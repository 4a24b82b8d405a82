import { subscribe, unsubscribe } from "node:diagnostics_channel";

/** What Node's fetch tells of a request, as far as it is used here. */
interface FetchMessage {
  readonly request: { readonly origin: string | URL; readonly path: string; readonly method: string };
}
/** What `node:http` and `node:https` tell of one. */
interface ClientMessage {
  readonly request: {
    readonly protocol: string;
    readonly host: string;
    readonly path: string;
    readonly method: string;
  };
}

type Closer = (hasFailed?: boolean) => void;

/**
 * Watches the requests that the program sends itself, by `fetch` and by `node:http`.
 * @param open - Called when one begins, with its method and address, without its query; what it gives is called when the
 *   answer's head is there.
 * @returns what stops it.
 */
export function watchOutgoing(open: (name: string) => Closer | undefined): () => void {
  const closers = new WeakMap<object, Closer>();
  const begin = (request: object, name: string) => {
    const closer = open(name);
    if (closer !== undefined) closers.set(request, closer);
  };
  const close = (hasFailed: boolean) => (message: unknown) =>
    closers.get((message as { request: object }).request)?.(hasFailed);
  const listeners: Record<string, (message: unknown) => void> = {
    "undici:request:create"(message) {
      const { request } = message as FetchMessage;
      begin(request, `${request.method} ${request.origin}${withoutQuery(request.path)}`);
    },
    "undici:request:headers": close(false),
    "undici:request:error": close(true),
    "http.client.request.start"(message) {
      const { request } = message as ClientMessage;
      begin(request, `${request.method} ${request.protocol}//${request.host}${withoutQuery(request.path)}`);
    },
    "http.client.response.finish": close(false),
    "http.client.request.error": close(true),
  };
  for (const [name, listener] of Object.entries(listeners)) subscribe(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) unsubscribe(name, listener);
  };
}

function withoutQuery(path: string): string {
  return path.split("?", 1)[0]!;
}
