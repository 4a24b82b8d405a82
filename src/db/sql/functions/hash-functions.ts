import { join } from "../sql.ts";
import type { FunctionSpec } from "./function-spec.ts";
import { call } from "./write-call.ts";

function sha2(bits: 224 | 256 | 384 | 512): FunctionSpec {
  return {
    result: "text",
    parameters: ["string"],
    sql: {
      sqlite: call(`SHA${bits}`),
      postgres: ({ args: [value] }) =>
        join(`ENCODE(SHA${bits}(CONVERT_TO(`, value!, "::text, 'UTF8')), 'hex')"),
      mysql: ({ args: [value] }) => join("SHA2(", value!, `, ${bits})`),
    },
  };
}

/** Hashes of texts (of their UTF-8), in hexadecimal digits, and UUIDs that the database makes. */
export const hashFunctions = {
  md5: { result: "text", parameters: ["string"], sql: call("MD5") },
  sha1: {
    result: "text",
    parameters: ["string"],
    sql: {
      sqlite: call("SHA1"),
      // PostgreSQL itself has all but this one; it takes its extension pgcrypto.
      postgres: ({ args: [value] }) => join("ENCODE(DIGEST(", value!, "::text, 'sha1'), 'hex')"),
      mysql: call("SHA1"),
    },
  },
  sha224: sha2(224),
  sha256: sha2(256),
  sha384: sha2(384),
  sha512: sha2(512),
  uuidV4: {
    result: "uuid",
    sql: {
      sqlite: () => ["QUINTET_UUID4()"],
      postgres: () => ["GEN_RANDOM_UUID()"],
      mysql: () => [mysqlRandomUuid],
    },
  },
  uuidV7: {
    result: "uuid",
    sql: {
      sqlite: () => ["QUINTET_UUID7()"],
      postgres: () => [postgresUuid7],
      mysql: () => [mysqlUuid(millis, "7")],
    },
  },
} satisfies Record<string, FunctionSpec>;

/*
 * A UUID: 48 bits (random, or milliseconds since 1970), the version, 12 random bits, the variant (binary 10) and 62
 * random bits. MariaDB 11.7 and PostgreSQL 18 have functions for these; older ones don't.
 */
const millis = "LPAD(HEX(CAST(UNIX_TIMESTAMP(SYSDATE(6)) * 1000 AS UNSIGNED)), 12, '0')";

/** 32 random digits for each row. */
export const mysqlRandomUuid = mysqlUuid("HEX(RANDOM_BYTES(6))", "4");

function mysqlUuid(first: string, version: "4" | "7"): string {
  const variant = "ELT(1 + (ORD(RANDOM_BYTES(1)) & 3), '8', '9', 'a', 'b')";
  const random = (digits: number) => `LEFT(HEX(RANDOM_BYTES(8)), ${digits})`;
  return `LOWER(CONCAT(${first}, '${version}', ${random(3)}, ${variant}, ${random(15)}))`;
}

// A random one, with the milliseconds put over its first six bytes. Of the version's four bits (48 to 51, counting
// within bytes from the right: 52 to 55), random ones have 0100; 0111 takes two more.
const postgresUuid7 =
  "ENCODE(SET_BIT(SET_BIT(OVERLAY(UUID_SEND(GEN_RANDOM_UUID()) PLACING SUBSTRING(INT8SEND(FLOOR(EXTRACT(EPOCH FROM CLOCK_TIMESTAMP()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid";
