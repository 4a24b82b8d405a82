import { randomString } from "../../crypto/index.ts";
import type { FieldProblem } from "../../forms/index.ts";
import { BadRequestError, ForbiddenError, json, type Request, type Response } from "../../http/index.ts";
import { defineRoutes, path } from "../../routing/index.ts";
import { storedSource } from "../content/byte-source.ts";
import type { ContentInfo } from "../content/content-type.ts";
import { checkSource, problemWith, type UploadRules } from "../content/upload-rules.ts";
import { InvalidFileFieldError } from "../errors.ts";
import { namer } from "../fields/upload-to.ts";
import type { Storage } from "../storage.ts";
import { type StorageAlias, storage } from "../storages.ts";
import { localPartBytes, receivePart, sentParts } from "./local-parts.ts";
import { partRequests } from "./part-requests.ts";
import { pendingName, type Ticket, Tickets } from "./ticket.ts";
import { signUpload } from "./upload-token.ts";

/** A file that has arrived and was looked into, before it is kept. */
export interface ArrivedUpload {
  readonly storage: Storage;
  /** Where it lies for now. */
  readonly name: string;
  readonly fileName: string;
  readonly size: number;
  /** By what is in it. */
  readonly contentType: string;
  readonly owner: string;
}

export interface DirectUploadOptions extends UploadRules {
  /** What these files are for, `"shop.covers"`: what is signed for one purpose is refused for another. */
  readonly purpose: string;
  /** The most bytes of one file. */
  readonly maxBytes: number;
  /** Who sends the file, as a text that is theirs alone (`user.id`); `undefined` refuses. Only they can finish what they began. */
  readonly owner: (request: Request) => string | undefined | Promise<string | undefined>;
  readonly storage?: StorageAlias;
  /** The folder that files come to in the end: `"covers/%Y/"`. */
  readonly uploadTo?: string;
  /** Looks into a file that has arrived, after its size, type and pixels were; what it gives is told, and the file removed. */
  readonly verify?: (upload: ArrivedUpload) => FieldProblem | undefined | Promise<FieldProblem | undefined>;
  /** How long a browser may take; 900 by default. */
  readonly expiresInSeconds?: number;
}

/*
 * A browser sends a file to the storage, past the app where the storage can take it:
 *
 *   POST <mount>/          { fileName, contentType, size }   →  { ticket, parts: [{ url, method, headers, start, end }] }
 *   PUT  <url> of each     the bytes from start to end       →  an ETag: to S3, or to <mount>/part/ for a disk
 *   POST <mount>/confirm/  { ticket, etags }                 →  { value }, which a form sends in the place of the file
 *
 * Until it is confirmed the file lies in _pending/, where no address leads; `quintet files clean` removes what never was.
 */

/**
 * The routes by which browsers send files straight to a storage, the same for S3 and for a disk.
 *
 * @example
 * const coverUploads = directUploads({
 *   purpose: "shop.covers",
 *   accept: ["image/*"],
 *   maxBytes: 50_000_000,
 *   owner: async (request) => String((await request.user).id),
 * });
 * defineRoutes({ coverUploads: mount("cover-uploads/", coverUploads) });
 */
export function directUploads(options: DirectUploadOptions) {
  const { purpose, uploadTo = "", expiresInSeconds = 900 } = options;
  if (typeof options.owner !== "function" || !Number.isInteger(options.maxBytes) || purpose === "")
    throw new InvalidFileFieldError("directUploads() needs a purpose, maxBytes and the owner of each file.");
  const tickets = new Tickets(purpose, expiresInSeconds);
  const nameFor = namer({ uploadTo, names: "random", maxLength: 100 });
  const context = { options, tickets, nameFor, expiresInSeconds, into: () => storage(options.storage) };
  return defineRoutes({
    begin: path("", { post: (request) => begin(request, context) }),
    part: path(
      "part/",
      { put: (request) => receivePart(request, tickets, context.into()) },
      // A part brings its own proof, which no other site can have.
      { unsafeCsrfExempt: true, limits: { maxBodyBytes: localPartBytes } },
    ),
    confirm: path("confirm/", { post: (request) => confirm(request, context) }),
  });
}

interface Context {
  readonly options: DirectUploadOptions;
  readonly tickets: Tickets;
  readonly expiresInSeconds: number;
  nameFor(row: object, file: { fileName: string; contentType: string; ending: string }): string;
  into(): Storage;
}

async function begin(request: Request, context: Context): Promise<Response> {
  const { options, tickets, expiresInSeconds } = context;
  const owner = await ownerOf(request, options);
  const { fileName, contentType, size } = await readBegin(request);
  const { maxBytes, accept } = options;
  // What is announced may be wrong; it is looked at again when the file is there.
  const announced: ContentInfo = { contentType, ending: "", image: undefined };
  const problem = problemWith(announced, size, { maxBytes, ...(accept && { accept }) });
  if (problem !== undefined) return refused([problem]);
  const id = randomString(24);
  const file = { name: pendingName(id), contentType, size, expiresInSeconds };
  const { uploadId, parts } = await partRequests(request, context.into(), tickets, id, file);
  const ticket: Ticket = { id, owner, fileName, contentType, size, partCount: parts.length, uploadId };
  return json(
    { ticket: tickets.sign(ticket), parts },
    { status: 201, headers: { "cache-control": "no-store" } },
  );
}

async function ownerOf(request: Request, options: DirectUploadOptions): Promise<string> {
  const owner = await options.owner(request);
  if (owner === undefined || owner === "") throw new ForbiddenError("You may not send files here.");
  return owner;
}

async function readBegin(request: Request): Promise<{ fileName: string; contentType: string; size: number }> {
  const body = (await request.json()) as Readonly<Record<string, unknown>> | null;
  const { fileName, contentType, size } = body ?? {};
  const isText = (value: unknown): value is string => typeof value === "string" && value.length <= 255;
  const type =
    isText(contentType) && contentType !== "" ? contentType.toLowerCase() : "application/octet-stream";
  if (
    !isText(fileName) ||
    !Number.isSafeInteger(size) ||
    (size as number) < 0 ||
    !/^[\w.+-]+\/[\w.+-]+$/.test(type)
  )
    throw new BadRequestError("An upload begins with { fileName, contentType, size }.");
  return { fileName, contentType: type, size: size as number };
}

async function confirm(request: Request, context: Context): Promise<Response> {
  const { options, tickets } = context;
  const owner = await ownerOf(request, options);
  const body = (await request.json()) as Readonly<Record<string, unknown>> | null;
  const ticket = tickets.open(body?.ticket, owner);
  const into = context.into();
  const name = pendingName(ticket.id);
  await assemble(into, ticket, body?.etags);
  const size = (await into.findFacts(name))?.size;
  if (size === undefined)
    throw new BadRequestError("The file hasn't arrived, or was confirmed already. Begin the upload again.");
  const { info, problem } =
    size === ticket.size
      ? await checkSource(storedSource(into, name, size), ticket.fileName, options)
      : {
          info: undefined,
          problem: { code: "size", message: "Another number of bytes arrived than was announced." },
        };
  const { fileName } = ticket;
  const found =
    problem ??
    (await options.verify?.({ storage: into, name, fileName, size, contentType: info!.contentType, owner }));
  if (found !== undefined) {
    await into.delete(name);
    return refused([found]);
  }
  const { contentType, ending, image } = info!; // looked into, as nothing was wrong
  const kept = await into.move(name, context.nameFor({}, { fileName, contentType, ending }), {
    contentType,
    maxLength: 100,
  });
  const value = signUpload({ alias: into.alias, name: kept, size, info: info! });
  const { width, height } = image ?? {};
  return json(
    { value, contentType, size, width, height },
    { status: 201, headers: { "cache-control": "no-store" } },
  );
}

/** Makes one file of the parts, where there are several or the app has taken them. */
async function assemble(into: Storage, ticket: Ticket, etags: unknown): Promise<void> {
  const { id, partCount, uploadId, contentType } = ticket;
  const name = pendingName(id);
  if (into.direct === undefined) {
    const parts = await sentParts(into, id, partCount);
    if (parts === undefined) return;
    await into.save(name, parts.content(), { whenTaken: "overwrite", contentType });
    await parts.remove();
  } else if (uploadId !== undefined) {
    const isList =
      Array.isArray(etags) && etags.length === partCount && etags.every((etag) => typeof etag === "string");
    if (!isList)
      throw new BadRequestError(`The file was sent in ${partCount} parts: confirm it with the ETag of each.`);
    const parts = (etags as readonly string[]).map((etag, index) => ({ number: index + 1, etag }));
    await into.direct.complete(name, uploadId, parts);
  }
}

function refused(problems: readonly FieldProblem[]): Response {
  return json({ problems }, { status: 422 });
}
