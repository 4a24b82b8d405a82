import { QuintetError } from "../core/index.ts";

/** What an HTTP error may carry besides its message. */
export interface HttpErrorOptions extends ErrorOptions {
  /** Headers that the answer needs, such as `Allow` or `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A request that can't be answered as asked. Thrown anywhere below the app, it becomes a response with this status;
 * the message is shown to the visitor where `status` is below 500.
 */
export abstract class HttpError extends QuintetError {
  abstract readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(message: string, options: HttpErrorOptions = {}) {
    super(message, options);
    this.headers = options.headers ?? {};
  }
}

/** 400: the request itself is malformed. */
export class BadRequestError extends HttpError {
  readonly status = 400;
  readonly code: string = "http.bad-request";
}

/** 403: the visitor is known, or needn't be, and may not do this. */
export class ForbiddenError extends HttpError {
  readonly status = 403;
  readonly code: string = "http.forbidden";

  constructor(message = "You may not do this.", options?: HttpErrorOptions) {
    super(message, options);
  }
}

/** 404: there is nothing here, or nothing that this visitor may know of. */
export class NotFoundError extends HttpError {
  readonly status = 404;
  readonly code: string = "http.not-found";

  constructor(message = "There is nothing at this address.", options?: HttpErrorOptions) {
    super(message, options);
  }
}

/** 405: the address exists and doesn't answer to this method. */
export class MethodNotAllowedError extends HttpError {
  readonly status = 405;
  readonly code = "http.method-not-allowed";
  readonly allowed: readonly string[];

  constructor(method: string, allowed: readonly string[], options: HttpErrorOptions = {}) {
    const allow = allowed.join(", ");
    super(`${method} is not allowed here. Allowed: ${allow}.`, {
      ...options,
      headers: { ...options.headers, allow },
    });
    this.allowed = allowed;
  }
}

/** 410: there was something here, and it will not come back. */
export class GoneError extends HttpError {
  readonly status = 410;
  readonly code = "http.gone";

  constructor(message = "What was at this address is gone for good.", options?: HttpErrorOptions) {
    super(message, options);
  }
}

/** 412: the client works with another version than the current one. */
export class PreconditionFailedError extends HttpError {
  readonly status = 412;
  readonly code = "http.precondition-failed";

  constructor(
    message = "This has changed since you read it. Read it again first.",
    options?: HttpErrorOptions,
  ) {
    super(message, options);
  }
}

/** 413: the body, or a part of it, is larger than the limit. */
export class PayloadTooLargeError extends HttpError {
  readonly status = 413;
  readonly code = "http.payload-too-large";
}

/** 415: the body is of a kind that isn't read here. */
export class UnsupportedMediaTypeError extends HttpError {
  readonly status = 415;
  readonly code = "http.unsupported-media-type";

  constructor(contentType: string, supported: readonly string[], options?: HttpErrorOptions) {
    const sent = contentType === "" ? "without a Content-Type" : `as ${contentType}`;
    super(`The body was sent ${sent}; it must be ${supported.join(" or ")}.`, options);
  }
}

/** 416: the range asked for lies outside of the file. */
export class RangeNotSatisfiableError extends HttpError {
  readonly status = 416;
  readonly code = "http.range-not-satisfiable";

  constructor(size: number) {
    super(`The range lies outside of the ${size} bytes that there are.`, {
      headers: { "content-range": `bytes */${size}` },
    });
  }
}

/** 429: too many requests; `retryAfterSeconds` tells when to come back. */
export class TooManyRequestsError extends HttpError {
  readonly status = 429;
  readonly code = "http.too-many-requests";

  constructor(retryAfterSeconds: number, message = "Too many requests. Try again later.") {
    super(message, { headers: { "retry-after": String(Math.ceil(retryAfterSeconds)) } });
  }
}

/** The visitor left before the request was read. Nobody is there to see an answer. */
export class RequestAbortedError extends BadRequestError {
  override readonly code = "http.request-aborted";

  constructor() {
    super("The client left before its request was complete.");
  }
}

/** A body was asked for in a second way after it was handed out as a stream. */
export class BodyAlreadyReadError extends QuintetError {
  readonly code = "http.body-already-read";

  constructor(call: string, before: string) {
    super(
      `${call} comes too late: ${before} has taken the body, which is not kept.\nRead it in one way. bytes(), text() and json() share what was read, and form() may follow them.`,
    );
  }
}

/** A handler gave something that isn't a response. */
export class InvalidResponseError extends QuintetError {
  readonly code = "http.invalid-response";

  constructor(given: unknown, source = "A handler") {
    const kind = given === null ? "null" : typeof given === "object" ? given.constructor?.name : typeof given;
    super(
      `${source} gave ${kind ?? "an object"} where a response is needed.\nReturn html(…), json(…), text(…), redirect(…) or another Response, also at the end of each branch.`,
    );
  }
}

/** A response was made with a body of a kind that can't be sent. */
export class InvalidBodyError extends QuintetError {
  readonly code = "http.invalid-body";

  constructor(body: unknown) {
    super(
      `A response was given ${typeof body === "object" ? "an object" : `a ${typeof body}`} as its body.\nGive it a text, bytes, null, a page of template(), or chunks as an async generator; json(…) sends a value as JSON.`,
    );
  }
}

/** A handler gave a response that has answered another request: it holds headers and cookies of that one. */
export class ReusedResponseError extends QuintetError {
  readonly code = "http.reused-response";

  constructor() {
    super(
      "A handler gave a response that has answered another request already, with the headers and cookies of that one.\nMake a response for each request: keep the text, not the response.",
    );
  }
}

/** A header, a cookie or a redirect would carry characters that end or split it. */
export class UnsafeHeaderError extends QuintetError {
  readonly code = "http.unsafe-header";
}

/** A cookie can't be written: its name, value or attributes break the rules that browsers follow. */
export class InvalidCookieError extends QuintetError {
  readonly code = "http.invalid-cookie";

  constructor(name: string, problem: string) {
    super(`The cookie ${JSON.stringify(name)} can't be set: ${problem}`);
  }
}

/** No safe name of a file can be made of one that a visitor chose. */
export class UnsafeFileNameError extends BadRequestError {
  override readonly code = "http.unsafe-file-name";

  constructor(name: string) {
    super(`No name of a file can be made of ${JSON.stringify(name)}. It needs a letter or a digit.`);
  }
}

/** What a client asked is about to be changed. */
export class ReadOnlyQueryError extends QuintetError {
  readonly code = "http.read-only-query";

  constructor(method: string) {
    super(
      `request.query.${method}() would change what the client has asked. Change a copy: new URLSearchParams(request.query).`,
    );
  }
}

/** A file is to be saved under a name that another one has. */
export class FileExistsError extends QuintetError {
  readonly code = "http.file-exists";

  constructor(path: string, options?: ErrorOptions) {
    super(
      `There is a file ${JSON.stringify(path)} already. Leave out the name, so that a free one is chosen, or give overwrite: true.`,
      options,
    );
  }
}

/** A request property was defined a second time. */
export class RequestPropertyError extends QuintetError {
  readonly code = "http.request-property";

  constructor(name: string) {
    super(`request.${name} is already there. Choose another name in defineRequestProperty("${name}", …).`);
  }
}

/** Code that needs the current request runs outside of one. */
export class NoRequestError extends QuintetError {
  readonly code = "http.no-request";

  constructor(wanted: string) {
    super(
      `${wanted} needs the current request, and there is none here.\nCall it while a request is handled, or hand the request over as an argument.`,
    );
  }
}

/** The server's port is in use. */
export class PortTakenError extends QuintetError {
  readonly code = "http.port-taken";

  constructor(host: string, port: number, options?: ErrorOptions) {
    super(
      `Port ${port} on ${host} is taken by another program. Stop it, or choose another port: PORT=${port + 1}.`,
      options,
    );
  }
}

/** The server may not listen on its port. */
export class PortForbiddenError extends QuintetError {
  readonly code = "http.port-forbidden";

  constructor(host: string, port: number, options?: ErrorOptions) {
    const why = port < 1024 ? " Ports below 1024 belong to the administrator." : "";
    super(
      `This user may not listen on port ${port} of ${host}.${why} Choose another port: PORT=8000.`,
      options,
    );
  }
}

/** The server's host is not an address of this machine. */
export class HostUnavailableError extends QuintetError {
  readonly code = "http.host-unavailable";

  constructor(host: string, options?: ErrorOptions) {
    super(
      `${JSON.stringify(host)} is not an address of this machine. Use HOST=127.0.0.1 for this machine only, or HOST=0.0.0.0 for all of its networks.`,
      options,
    );
  }
}
