import { StorageFullError, StorageUnavailableError } from "../errors.ts";

/** What the SDK tells of an answer that wasn't what was hoped for. */
interface ServiceError {
  readonly name: string;
  readonly message: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function statusOf(error: unknown): number | undefined {
  return (error as ServiceError).$metadata?.httpStatusCode;
}

/** There is no such file (or, to a key that may not list, perhaps none). */
export function isAbsent(error: unknown): boolean {
  const { name } = error as ServiceError;
  return name === "NoSuchKey" || name === "NotFound" || (statusOf(error) === 404 && name !== "NoSuchBucket");
}

/** Another process took the name in the same moment. */
export function isTaken(error: unknown): boolean {
  return statusOf(error) === 412 || (error as ServiceError).name === "PreconditionFailed";
}

/** What an error of the service means to whoever stores a file. Errors that aren't the service's pass. */
export function meaningOf(error: unknown, alias: string, bucket: string): unknown {
  if (typeof error !== "object" || error === null) return error;
  const { name, message } = error as ServiceError;
  const status = statusOf(error);
  const cause = { cause: error };
  if (status === 507 || name === "QuotaExceeded" || name === "XMinioStorageFull" || name === "EntityTooLarge")
    return new StorageFullError(alias, cause);
  if (name === "NoSuchBucket")
    return new StorageUnavailableError(
      alias,
      `there is no bucket "${bucket}". Make it, or correct "bucket".`,
      cause,
    );
  if (status === 403 || status === 401)
    return new StorageUnavailableError(
      alias,
      `the service refuses these keys (${name}). Look at accessKeyId, secretAccessKey and the bucket's policy.`,
      cause,
    );
  if (name === "CredentialsProviderError")
    return new StorageUnavailableError(
      alias,
      `there are no keys. Give accessKeyId and secretAccessKey, or a role to the machine.`,
      cause,
    );
  const isNetwork = /^(?:ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE|TimeoutError)/.test(
    (error as NodeJS.ErrnoException).code ?? name,
  );
  if (isNetwork || (status !== undefined && status >= 400))
    return new StorageUnavailableError(alias, `${name}: ${message}`, cause);
  return error;
}
