/** What the tests use of a package that brings no types. */
declare module "@20minutes/s3rver" {
  import type { Server } from "node:http";

  class S3rver {
    constructor(options: {
      address: string;
      port: number;
      silent: boolean;
      directory: string;
      vhostBuckets: boolean;
      configureBuckets: readonly { name: string; configs: readonly string[] }[];
    });
    readonly httpServer: Server;
    run(): Promise<unknown>;
    close(): Promise<void>;
  }

  export = S3rver;
}

declare module "@20minutes/s3rver/lib/signature/v4.js" {
  const signatures: {
    getStringToSign(request: { readonly uri: string }, signature: unknown): string;
  };

  export = signatures;
}
