import { type Configurable, Secret } from "../../core/index.ts";
import { access, type StorageDescription, type StorageOptions } from "../storage-description.ts";
import { S3Backend } from "./s3-backend.ts";
import { requireS3Packages } from "./s3-packages.ts";

export interface S3StorageOptions extends Omit<StorageOptions, "url"> {
  readonly bucket: Configurable<string>;
  /** `"us-east-1"` by default; `"auto"` for Cloudflare R2. */
  readonly region?: Configurable<string>;
  /** Of a service that isn't AWS: `"https://s3.example.com"`. */
  readonly endpoint?: Configurable<string>;
  /** Has the bucket in the path of addresses instead of in the host name. True by default where there is an endpoint. */
  readonly pathStyle?: Configurable<boolean>;
  /** Without keys, those of the machine count: environment, profile, role. */
  readonly accessKeyId?: Configurable<string>;
  readonly secretAccessKey?: Configurable<Secret>;
  readonly sessionToken?: Configurable<Secret>;
  /** Stands in front of all names, so that several apps may share a bucket: `"shop/"`. */
  readonly prefix?: Configurable<string>;
  /**
   * Where the files of a public storage are: `"https://cdn.example.com/"`. The bucket's own address by default. A private
   * storage signs addresses of the bucket instead.
   */
  readonly publicUrl?: Configurable<string>;
  /** Of how many bytes each part of a large file is; 8 MiB by default, 5 MiB at least. So much memory an upload takes. */
  readonly partBytes?: number;
  /**
   * Has the service refuse a name that another process took in the same moment (`If-None-Match`). True by default; services
   * that don't know it answer with 501.
   */
  readonly conditionalWrites?: boolean;
}

/** The options of {@link S3Backend}, checked. */
export interface S3Settings {
  readonly bucket: string;
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly pathStyle: boolean;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: Secret | undefined;
  readonly sessionToken: Secret | undefined;
  readonly prefix: string;
  readonly publicUrl: string | undefined;
  readonly partBytes: number;
  readonly conditionalWrites: boolean;
  readonly isPublic: boolean;
}

// The least that S3 takes for each part but the last.
const minPartBytes = 5 * 1_024 * 1_024;

/**
 * Files in a bucket of S3, or of a service that speaks its language, for `storages` in `quintet.config.ts`. The packages
 * `@aws-sdk/client-s3`, `@aws-sdk/s3-request-presigner` and `@aws-sdk/s3-presigned-post` must be installed.
 *
 * @example
 * storages: {
 *   default: s3Storage({
 *     bucket: "shop",
 *     endpoint: "https://s3.example.com",
 *     accessKeyId: env.string("S3_KEY"),
 *     secretAccessKey: secret("S3_SECRET"),
 *   }),
 * }
 */
export function s3Storage(options: S3StorageOptions): StorageDescription {
  return {
    kind: "s3",
    options: { ...options },
    prepare(reader, written, alias) {
      const given = reader.object(written, keys);
      const text = (key: (typeof keys)[number]) => {
        const value = reader.below(key).string(given[key], "");
        return value === "" ? undefined : value;
      };
      const flag = (key: (typeof keys)[number], fallback: boolean) =>
        reader.below(key).boolean(given[key], fallback);
      const secret = (key: "secretAccessKey" | "sessionToken") => {
        const isSecret = (value: unknown) => value instanceof Secret;
        const wanted = `a secret, such as secret("S3_SECRET")`;
        return typeof given[key] === "string" // not shown: it may be the real key
          ? reader.below(key).problem(`is a text, and must be ${wanted}.`)
          : reader.below(key).value<Secret | undefined>(given[key], undefined, wanted, isSecret);
      };
      const isUrl = (value: unknown) => typeof value === "string" && /^https?:\/\/[^\s?#@]+$/.test(value);
      const url = (key: "endpoint" | "publicUrl") =>
        reader.below(key).value<string | undefined>(given[key], undefined, "an http or https address", isUrl);

      if (given.bucket === undefined) reader.below("bucket").problem("is missing.");
      const { isPublic } = access(reader, { public: given.public }, alias);
      const endpoint = url("endpoint");
      const settings: S3Settings = {
        bucket: text("bucket") ?? "",
        region: text("region") ?? "us-east-1",
        endpoint,
        pathStyle: flag("pathStyle", endpoint !== undefined),
        accessKeyId: text("accessKeyId"),
        secretAccessKey: secret("secretAccessKey") ?? undefined,
        sessionToken: secret("sessionToken") ?? undefined,
        prefix: reader.below("prefix").value<string>(given.prefix, "", 'a text such as "shop/"', isPrefix),
        publicUrl: url("publicUrl"),
        partBytes: reader
          .below("partBytes")
          .integer(given.partBytes, 8 * 1_024 * 1_024, { min: minPartBytes }),
        conditionalWrites: flag("conditionalWrites", true),
        isPublic,
      };
      if ((settings.accessKeyId === undefined) !== (settings.secretAccessKey === undefined))
        reader.problem(
          "has one of accessKeyId and secretAccessKey.",
          "Give both, or none: then those of the machine count.",
        );
      // Told when the app starts, rather than by the first upload.
      requireS3Packages((message) => reader.problem(message));
      return { isPublic, baseUrl: `s3:${alias}/`, open: () => new S3Backend(alias, settings) };
    },
  };
}

const keys = [
  "bucket",
  "region",
  "endpoint",
  "pathStyle",
  "accessKeyId",
  "secretAccessKey",
  "sessionToken",
  "prefix",
  "publicUrl",
  "partBytes",
  "conditionalWrites",
  "public",
] as const;

function isPrefix(value: unknown): boolean {
  return typeof value === "string" && /^(?:[\w-][\w.-]*\/)*$/.test(value);
}
