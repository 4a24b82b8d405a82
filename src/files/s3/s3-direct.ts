import { dispositionFor } from "../serving/inline-types.ts";
import type { DirectBackend, DirectFile, DirectForm, DirectRequest, SentPart } from "../storage-backend.ts";
import type { S3Connection } from "./s3-backend.ts";
import type { S3Settings } from "./s3-storage.ts";

/** What is done with the bucket, with its errors told as meanings. */
type Run = <Result>(work: (connection: S3Connection) => Result | Promise<Result>) => Promise<Result>;

/** Addresses at which browsers send files to the bucket: size and type are part of what is signed. */
export class S3Direct implements DirectBackend {
  readonly partBytes: number;
  readonly #settings: S3Settings;
  readonly #run: Run;

  constructor(settings: S3Settings, run: Run) {
    this.#settings = settings;
    this.partBytes = settings.partBytes;
    this.#run = run;
  }

  single({ name, contentType, size, expiresInSeconds }: DirectFile): Promise<DirectRequest> {
    const ContentDisposition = dispositionFor(contentType);
    return this.#run(async ({ s3, client }) => {
      const command = new s3.PutObjectCommand({
        ...this.#object(name),
        ContentType: contentType,
        ContentLength: size,
        ContentDisposition,
      });
      const signed = new Set(["content-type", "content-length", "content-disposition"]);
      const url = await s3.getSignedUrl(client, command, {
        expiresIn: expiresInSeconds,
        signableHeaders: signed,
        unhoistableHeaders: signed,
      });
      const headers = { "content-type": contentType, "content-disposition": ContentDisposition };
      return { method: "PUT", url, headers };
    });
  }

  form({ name, contentType, size, expiresInSeconds }: DirectFile): Promise<DirectForm> {
    const { Bucket, Key } = this.#object(name);
    const fields = { "Content-Type": contentType, "Content-Disposition": dispositionFor(contentType) };
    return this.#run(async ({ s3, client }) => {
      const { url, fields: signed } = await s3.createPresignedPost(client, {
        Bucket,
        Key,
        Fields: fields,
        Conditions: [["content-length-range", 1, size]],
        Expires: expiresInSeconds,
      });
      return { url, fields: signed };
    });
  }

  begin({ name, contentType }: DirectFile): Promise<string> {
    return this.#run(async ({ s3, client }) => {
      const begun = await client.send(
        new s3.CreateMultipartUploadCommand({
          ...this.#object(name),
          ContentType: contentType,
          ContentDisposition: dispositionFor(contentType),
        }),
      );
      return begun.UploadId!; // what the answer is for
    });
  }

  part(
    { name, expiresInSeconds }: DirectFile,
    uploadId: string,
    number: number,
    bytes: number,
  ): Promise<DirectRequest> {
    return this.#run(async ({ s3, client }) => {
      const upload = { ...this.#object(name), UploadId: uploadId, PartNumber: number };
      const command = new s3.UploadPartCommand({ ...upload, ContentLength: bytes });
      const signed = new Set(["content-length"]);
      const url = await s3.getSignedUrl(client, command, {
        expiresIn: expiresInSeconds,
        signableHeaders: signed,
        unhoistableHeaders: signed,
      });
      return { method: "PUT", url, headers: {} };
    });
  }

  async complete(name: string, uploadId: string, parts: readonly SentPart[]): Promise<void> {
    const Parts = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }));
    await this.#run(({ s3, client }) =>
      client.send(
        new s3.CompleteMultipartUploadCommand({
          ...this.#object(name),
          UploadId: uploadId,
          MultipartUpload: { Parts },
        }),
      ),
    );
  }

  async abort(name: string, uploadId: string): Promise<void> {
    await this.#run(({ s3, client }) =>
      client.send(new s3.AbortMultipartUploadCommand({ ...this.#object(name), UploadId: uploadId })),
    );
  }

  abortOlderThan(moment: Date, prefix: string): Promise<number> {
    const { bucket, prefix: own } = this.#settings;
    return this.#run(async ({ s3, client }) => {
      let count = 0;
      for (let marker = {}, isMore = true; isMore; ) {
        const page = await client.send(
          new s3.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: own + prefix, ...marker }),
        );
        for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
          if (Key === undefined || Initiated === undefined || Initiated >= moment) continue;
          await client.send(new s3.AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
          count++;
        }
        isMore = page.IsTruncated ?? false;
        marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
      }
      return count;
    });
  }

  #object(name: string): { Bucket: string; Key: string } {
    return { Bucket: this.#settings.bucket, Key: this.#settings.prefix + name };
  }
}
