import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "@20minutes/s3rver";
import signatures from "@20minutes/s3rver/lib/signature/v4.js";
import { Secret } from "quintet";
import { type S3StorageOptions, s3Storage } from "quintet/files";

/*
 * A server that speaks S3 and checks signatures, on a free port of this machine: every request of these tests goes over a
 * socket to it, as it would to AWS.
 */

export interface S3Server {
  readonly endpoint: string;
  /** A storage in a bucket of this server. */
  storage(options?: Partial<S3StorageOptions>): ReturnType<typeof s3Storage>;
  close(): Promise<void>;
}

/** The keys that the server knows. */
const keys = { accessKeyId: "S3RVER", secretAccessKey: new Secret("S3RVER") };

// The SDK asks for "/shop/" and signs that, as AWS has it; this server compares with "/shop".
const { getStringToSign } = signatures;
signatures.getStringToSign = (request, signature) => {
  const uri = /^\/[^/]+$/.test(request.uri) ? `${request.uri}/` : request.uri;
  return getStringToSign({ ...request, uri }, signature);
};

export async function startS3(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), "quintet-s3-"));
  const server = new S3rver({
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory,
    vhostBuckets: false,
    configureBuckets: [{ name: "shop", configs: [corsForAll] }],
  });
  const { port } = (await server.run()) as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    storage: (options = {}) => s3Storage({ bucket: "shop", endpoint, ...keys, ...options }),
    async close() {
      server.httpServer.closeAllConnections();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const corsForAll = `<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader></CORSRule></CORSConfiguration>`;
