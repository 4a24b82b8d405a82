import { createRequire } from "node:module";
import { MissingStoragePackageError } from "../errors.ts";

const packages = [
  "@aws-sdk/client-s3",
  "@aws-sdk/s3-request-presigner",
  "@aws-sdk/s3-presigned-post",
] as const;

/** Says what has to be installed; loads nothing. */
export function requireS3Packages(report: (message: string) => void): void {
  const require = createRequire(import.meta.url);
  const missing = packages.filter((name) => {
    try {
      require.resolve(name);
      return false;
    } catch {
      return true;
    }
  });
  if (missing.length > 0) report(new MissingStoragePackageError("s3", missing).message);
}

/** What is used of the SDK. Written out: the packages may each bring a client of their own version. */
export type S3Library = typeof import("@aws-sdk/client-s3") &
  Pick<typeof import("@aws-sdk/s3-request-presigner"), "getSignedUrl"> &
  Pick<typeof import("@aws-sdk/s3-presigned-post"), "createPresignedPost">;

/** The SDK, loaded with the first file: it takes longer than the rest of an app's start. */
export async function loadS3(): Promise<S3Library> {
  try {
    const [client, presigner, post] = await Promise.all([
      import("@aws-sdk/client-s3"),
      import("@aws-sdk/s3-request-presigner"),
      import("@aws-sdk/s3-presigned-post"),
    ]);
    return { ...client, getSignedUrl: presigner.getSignedUrl, createPresignedPost: post.createPresignedPost };
  } catch (cause) {
    throw new MissingStoragePackageError("s3", packages, { cause });
  }
}
