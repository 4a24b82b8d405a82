export { preferredEncoding } from "./accepted-encodings.ts";
export { describeRequestsBy, leaveOutOfLog, type RequestDetails } from "./access-log.ts";
export { appMiddleware, middlewareIn } from "./app-middleware.ts";
export { bind, serverUrl } from "./bind.ts";
export { type Closable, closeOnSignals } from "./close-on-signals.ts";
export {
  type ByteRange,
  evaluatePreconditions,
  isNotModified,
  type Precondition,
  requestedRange,
  type Validators,
} from "./conditional-request.ts";
export { containedPath, containedPathSync } from "./contained-path.ts";
export { contentDisposition } from "./content-disposition.ts";
export type { CookieOptions } from "./cookies.ts";
export { currentRequest, findCurrentRequest, requestContext, runWithRequest } from "./current-request.ts";
export { decodePath } from "./decode-path.ts";
export {
  defineRequestProperty,
  peekRequestProperty,
  type RequestProperty,
} from "./define-request-property.ts";
export {
  BadRequestError,
  BodyAlreadyReadError,
  FileExistsError,
  ForbiddenError,
  GoneError,
  HostUnavailableError,
  HttpError,
  type HttpErrorOptions,
  InvalidBodyError,
  InvalidCookieError,
  InvalidResponseError,
  MethodNotAllowedError,
  NoRequestError,
  NotFoundError,
  PayloadTooLargeError,
  PortForbiddenError,
  PortTakenError,
  PreconditionFailedError,
  RangeNotSatisfiableError,
  RequestAbortedError,
  RequestPropertyError,
  ReusedResponseError,
  TooManyRequestsError,
  UnsafeFileNameError,
  UnsafeHeaderError,
  UnsupportedMediaTypeError,
} from "./errors.ts";
export { etagOf, parseEtags, quoteEtag, weakEtag } from "./etag.ts";
export { failureResponse } from "./failure-response.ts";
export { safeFileName } from "./file-name.ts";
export { contentTypeOf, type FileOptions, file } from "./file-response.ts";
export { type HeaderBlock, HeaderMap, headerBlock } from "./header-map.ts";
export { type HeaderParameters, parseHeaderParameters } from "./header-parameters.ts";
export type { HttpConfig, HttpOptions } from "./http-config.ts";
export { httpDate, parseHttpDate } from "./http-date.ts";
export { httpModule } from "./http-module.ts";
export { type CompressionOptions, compression } from "./layers/compression.ts";
export type { Encoding } from "./layers/compressor.ts";
export { conditionalGet } from "./layers/conditional-get.ts";
export { forbiddenUserAgents } from "./layers/forbidden-user-agents.ts";
export {
  answerErrors,
  answerWithHooks,
  changePages,
  type ErrorAnswer,
  isHandlerHook,
  type PageChange,
} from "./layers/handler-hooks.ts";
export { findOrderProblems, type OrderProblem } from "./layers/middleware-order.ts";
export { loggedPath } from "./logged-path.ts";
export {
  composeMiddleware,
  describeMiddleware,
  descriptionOf,
  layerResponse,
  type Middleware,
  type MiddlewareDescription,
  type Next,
  withResponse,
} from "./middleware.ts";
export type { PlatformSourceOptions } from "./platform-source.ts";
export type { Query } from "./query.ts";
export { toReadableStream } from "./readable-stream.ts";
export { misforwarded } from "./refused-requests.ts";
export { Request } from "./request.ts";
export { defaultRequestLimits, type RequestLimits } from "./request-limits.ts";
export type { MatchedRoute, RequestProperties, RouteOptions } from "./request-properties.ts";
export { RequestSlot } from "./request-slot.ts";
export type { RequestSource } from "./request-source.ts";
export { html, json, type RedirectOptions, redirect, stream, text } from "./respond.ts";
export {
  claimResponse,
  type Rendering,
  Response,
  type ResponseBody,
  type ResponseOptions,
  type StreamedRendering,
} from "./response.ts";
export { type ResponseLike, toPlatformResponse, toResponse, whenRendered } from "./response-like.ts";
export { type ServeOptions, type Server, serve } from "./server.ts";
export { type ServerSentEvent, type SseOptions, sse } from "./server-sent-events.ts";
export { tagUri } from "./tag-uri.ts";
export type { TraceParent } from "./trace-parent.ts";
export { type ProxyHeaders, proxiesOf, TrustedProxies } from "./trusted-proxies.ts";
export type { FieldPart, FilePart, FormPart } from "./uploads/form-part.ts";
export type { SaveOptions } from "./uploads/save-upload.ts";
export type { IncomingFile, UploadHandler } from "./uploads/upload-handler.ts";
export {
  memoryUploads,
  type SpillingOptions,
  spillingUploads,
  temporaryFileUploads,
} from "./uploads/upload-handlers.ts";
export { UploadedFile } from "./uploads/uploaded-file.ts";
export { allowMethods, type HttpMethod } from "./wrappers/allow-methods.ts";
export {
  type CacheControl,
  cacheControl,
  neverCache,
  preventCaching,
  setCacheControl,
  vary,
} from "./wrappers/cache-control.ts";
export { type ConditionOptions, condition } from "./wrappers/condition.ts";
export { describeHandler, methodsOfHandler, nameOfHandler, wrapHandler } from "./wrappers/handler-facts.ts";
export type { WrappedHandler } from "./wrappers/wrap-handler.ts";
