import type { S3Connection } from "./s3-backend.ts";

interface Target {
  readonly Bucket: string;
  readonly Key: string;
  readonly ContentType: string;
  readonly ContentDisposition: string;
  readonly IfNoneMatch?: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends a long file part by part, each once the one before has arrived. Whatever goes wrong, the parts that arrived are
 * removed: a bucket keeps them, and charges for them, until somebody does.
 */
export async function uploadParts(
  { s3, client }: S3Connection,
  target: Target,
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { Bucket, Key, IfNoneMatch, signal, ...described } = target;
  const sending = signal === undefined ? {} : { abortSignal: signal };
  const begun = await client.send(
    new s3.CreateMultipartUploadCommand({ Bucket, Key, ...described }),
    sending,
  );
  const upload = { Bucket, Key, UploadId: begun.UploadId! }; // what the answer is for
  const parts: { PartNumber: number; ETag: string }[] = [];
  const send = async (body: Uint8Array) => {
    const PartNumber = parts.length + 1;
    const sent = await client.send(new s3.UploadPartCommand({ ...upload, PartNumber, Body: body }), sending);
    parts.push({ PartNumber, ETag: sent.ETag! });
  };
  try {
    await send(first);
    for await (const part of rest) await send(part);
    await client.send(
      new s3.CompleteMultipartUploadCommand({
        ...upload,
        MultipartUpload: { Parts: parts },
        ...(IfNoneMatch === undefined ? {} : { IfNoneMatch }),
      }),
      sending,
    );
  } catch (error) {
    await client.send(new s3.AbortMultipartUploadCommand(upload)).catch(() => {}); // the first error is the news
    throw error;
  }
}
