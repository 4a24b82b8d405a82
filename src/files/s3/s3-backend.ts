import type { S3Client } from "@aws-sdk/client-s3";
import { filePathToUri } from "../../core/index.ts";
import { contentDisposition } from "../../http/index.ts";
import { StorageNameTakenError, StoredFileNotFoundError } from "../errors.ts";
import { dispositionFor } from "../serving/inline-types.ts";
import type {
  BackendWrite,
  FileFacts,
  FileRange,
  FolderEntry,
  StorageBackend,
  UrlOptions,
} from "../storage-backend.ts";
import { inParts } from "./in-parts.ts";
import { S3Direct } from "./s3-direct.ts";
import { isAbsent, isTaken, meaningOf } from "./s3-errors.ts";
import { loadS3, type S3Library } from "./s3-packages.ts";
import type { S3Settings } from "./s3-storage.ts";
import { uploadParts } from "./upload-parts.ts";

/** The SDK and a client for one bucket. */
export interface S3Connection {
  readonly s3: S3Library;
  readonly client: S3Client;
}

const maxUrlSeconds = 604_800; // a week is the most that S3 signs an address for

/**
 * Files in a bucket. What is small goes in one request; a longer stream, whose length needn't be known, in parts of which one
 * at a time is in memory.
 */
export class S3Backend implements StorageBackend {
  readonly kind = "s3";
  readonly direct: S3Direct;
  readonly #alias: string;
  readonly #settings: S3Settings;
  #connection: Promise<S3Connection> | undefined;

  constructor(alias: string, settings: S3Settings) {
    this.#alias = alias;
    this.#settings = settings;
    this.direct = new S3Direct(settings, (work) => this.#run(work));
  }

  write(name: string, chunks: AsyncIterable<Uint8Array>, options: BackendWrite): Promise<string> {
    return this.#run(async (connection) => {
      const { partBytes } = this.#settings;
      const parts = inParts(chunks, partBytes);
      const first = await parts.next();
      const body = first.value ?? new Uint8Array();
      if (body.byteLength < partBytes) return this.#writeWhole(connection, name, body, options);
      try {
        const free = await this.#freeName(name, options);
        await uploadParts(
          connection,
          { ...this.#target(free, options), signal: options.signal },
          body,
          parts,
        );
        return free;
      } catch (error) {
        await parts.return(undefined);
        throw error;
      }
    });
  }

  async #writeWhole(
    { s3, client }: S3Connection,
    name: string,
    body: Uint8Array,
    options: BackendWrite,
  ): Promise<string> {
    for (;;) {
      const free = await this.#freeName(name, options);
      const command = new s3.PutObjectCommand({ ...this.#target(free, options), Body: body });
      try {
        await client.send(command, options.signal === undefined ? {} : { abortSignal: options.signal });
        return free;
      } catch (error) {
        if (!isTaken(error) || typeof options.whenTaken !== "function") throw this.#takenOr(error, free);
      }
    }
  }

  /** Where a file goes and what is said of it there. */
  #target(name: string, { contentType, whenTaken }: BackendWrite) {
    const { bucket, prefix, conditionalWrites } = this.#settings;
    return {
      Bucket: bucket,
      Key: prefix + name,
      ContentType: contentType,
      // The bucket shows nothing inline that a browser would run.
      ContentDisposition: dispositionFor(contentType),
      ...(conditionalWrites && whenTaken !== "overwrite" ? { IfNoneMatch: "*" } : {}),
    };
  }

  async #freeName(name: string, { whenTaken }: BackendWrite): Promise<string> {
    let wanted = name;
    while (whenTaken !== "overwrite" && (await this.facts(wanted)) !== undefined) {
      if (whenTaken === "fail") throw new StorageNameTakenError(this.#alias, wanted);
      wanted = whenTaken(name);
    }
    return wanted;
  }

  #takenOr(error: unknown, name: string): unknown {
    return isTaken(error) ? new StorageNameTakenError(this.#alias, name) : error;
  }

  async *read(name: string, { start, end }: FileRange): AsyncGenerator<Uint8Array> {
    const { bucket, prefix } = this.#settings;
    const range =
      start === undefined && end === undefined ? {} : { Range: `bytes=${start ?? 0}-${end ?? ""}` };
    const object = await this.#run(({ s3, client }) =>
      client.send(new s3.GetObjectCommand({ Bucket: bucket, Key: prefix + name, ...range })),
    ).catch((error: unknown) => {
      throw isAbsent(error) ? new StoredFileNotFoundError(this.#alias, name) : error;
    });
    yield* object.Body as unknown as AsyncIterable<Uint8Array>; // on Node it is a readable stream
  }

  facts(name: string): Promise<FileFacts | undefined> {
    const { bucket, prefix } = this.#settings;
    return this.#run(async ({ s3, client }) => {
      try {
        const head = await client.send(new s3.HeadObjectCommand({ Bucket: bucket, Key: prefix + name }));
        return {
          size: head.ContentLength ?? 0,
          modifiedAt: head.LastModified ?? new Date(0),
          contentType: head.ContentType,
          etag: head.ETag,
        };
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
    });
  }

  async delete(name: string): Promise<void> {
    const { bucket, prefix } = this.#settings;
    await this.#run(({ s3, client }) =>
      client.send(new s3.DeleteObjectCommand({ Bucket: bucket, Key: prefix + name })),
    );
  }

  async *list(folder: string): AsyncGenerator<FolderEntry> {
    const { bucket, prefix } = this.#settings;
    const start = prefix + (folder === "" ? "" : `${folder}/`);
    for (let token: string | undefined, isMore = true; isMore; ) {
      const page = await this.#run(({ s3, client }) =>
        client.send(
          new s3.ListObjectsV2Command({
            Bucket: bucket,
            Prefix: start,
            Delimiter: "/",
            ...(token === undefined ? {} : { ContinuationToken: token }),
          }),
        ),
      );
      for (const { Prefix = "" } of page.CommonPrefixes ?? [])
        yield { kind: "folder", name: Prefix.slice(prefix.length, -1) };
      for (const { Key = "", Size = 0, LastModified = new Date(0) } of page.Contents ?? [])
        if (Key !== start)
          yield { kind: "file", name: Key.slice(prefix.length), size: Size, modifiedAt: LastModified };
      token = page.NextContinuationToken;
      isMore = token !== undefined;
    }
  }

  async move(from: string, to: string, contentType: string): Promise<boolean> {
    const { bucket, prefix } = this.#settings;
    const isCopied = await this.#run(async ({ s3, client }) => {
      const command = new s3.CopyObjectCommand({
        ...this.#target(to, { contentType, whenTaken: "fail" }),
        MetadataDirective: "REPLACE",
        CopySource: filePathToUri(`${bucket}/${prefix}${from}`),
      });
      try {
        await client.send(command);
        return true;
      } catch (error) {
        if (isTaken(error)) return false;
        throw error;
      }
    });
    if (isCopied) await this.delete(from);
    return isCopied;
  }

  url(name: string, options: UrlOptions): string | Promise<string> {
    const { isPublic, publicUrl, prefix, bucket } = this.#settings;
    if (isPublic)
      return (publicUrl?.replace(/\/?$/, "/") ?? this.#bucketUrl()) + filePathToUri(prefix + name);
    const { downloadName, expiresInSeconds = 3_600 } = options;
    const disposition =
      downloadName === undefined
        ? {}
        : { ResponseContentDisposition: contentDisposition("attachment", downloadName) };
    return this.#run(({ s3, client }) =>
      s3.getSignedUrl(
        client,
        new s3.GetObjectCommand({ Bucket: bucket, Key: prefix + name, ...disposition }),
        {
          expiresIn: Math.min(expiresInSeconds, maxUrlSeconds),
        },
      ),
    );
  }

  #bucketUrl(): string {
    const { endpoint, bucket, region, pathStyle } = this.#settings;
    const url = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
    if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`;
    return url.href.replace(/\/?$/, "/") + (pathStyle ? `${bucket}/` : "");
  }

  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    connection?.client.destroy();
  }

  /** Does something with the bucket; what the service refuses becomes a meaning. */
  async #run<Result>(work: (connection: S3Connection) => Result | Promise<Result>): Promise<Result> {
    this.#connection ??= this.#connect();
    const connection = await this.#connection;
    try {
      return await work(connection);
    } catch (error) {
      throw isAbsent(error) ? error : meaningOf(error, this.#alias, this.#settings.bucket);
    }
  }

  async #connect(): Promise<S3Connection> {
    const { region, endpoint, pathStyle, accessKeyId, secretAccessKey, sessionToken } = this.#settings;
    const s3 = await loadS3();
    const credentials = accessKeyId !== undefined &&
      secretAccessKey !== undefined && {
        credentials: {
          accessKeyId,
          secretAccessKey: secretAccessKey.reveal(),
          ...(sessionToken === undefined ? {} : { sessionToken: sessionToken.reveal() }),
        },
      };
    const client = new s3.S3Client({
      region,
      forcePathStyle: pathStyle,
      // Checksums in trailers are AWS's own; other services refuse a body with one.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      ...(endpoint === undefined ? {} : { endpoint }),
      ...credentials,
    });
    return { s3, client };
  }
}
