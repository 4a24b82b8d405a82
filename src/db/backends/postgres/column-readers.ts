import type { StoredValue } from "../../fields/column.ts";
import { int16, int32, ProtocolError, zeroEnded } from "./message-reader.ts";

/** Reads one value of a row out of the bytes of an answer, where it stands as text. */
export type ColumnReader = (data: Buffer, start: number, end: number) => StoredValue;

// The numbers of types never change (pg_type.dat in PostgreSQL's source).
const typeOf = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  oid: 26,
  float4: 700,
  float8: 701,
} as const;

/** What reads the values of a type; those that are not listed are read as text. */
export function columnReader(type: number, bigints: boolean): ColumnReader {
  switch (type) {
    case typeOf.int2:
    case typeOf.int4:
    case typeOf.oid:
    case typeOf.int8:
      return bigints ? readBigint : readInteger;
    case typeOf.float4:
    case typeOf.float8:
      return readFloat;
    case typeOf.bool:
      return readBoolean;
    case typeOf.bytea:
      return readBytes;
    default:
      return readText;
  }
}

function readText(data: Buffer, start: number, end: number): string {
  return data.toString("utf8", start, end);
}

const minus = 45;
const zero = 48;
// A number of so many digits is exact as a double.
const exactDigits = 15;

/** As a number; as a bigint where a number would not be exact. */
function readInteger(data: Buffer, start: number, end: number): number | bigint {
  if (end - start > exactDigits) {
    const exact = readBigint(data, start, end);
    const value = Number(exact);
    return Number.isSafeInteger(value) ? value : exact;
  }
  const isNegative = data[start] === minus;
  let value = 0;
  for (let position = isNegative ? start + 1 : start; position < end; position++) {
    value = value * 10 + data[position]! - zero; // within the value
  }
  return isNegative ? -value : value;
}

function readBigint(data: Buffer, start: number, end: number): bigint {
  return BigInt(data.toString("latin1", start, end));
}

/** `NaN`, `Infinity` and `-Infinity` are called as they are in JavaScript. */
function readFloat(data: Buffer, start: number, end: number): number {
  return Number(data.toString("latin1", start, end));
}

/** 1 or 0, as every database of Quintet stores truth. */
function readBoolean(data: Buffer, start: number): number {
  return data[start] === 0x74 ? 1 : 0; // "t"
}

/** `\x00ff` */
function readBytes(data: Buffer, start: number, end: number): Uint8Array {
  return Uint8Array.from(Buffer.from(data.toString("latin1", start + 2, end), "hex"));
}

/** What a RowDescription tells of the columns: their names and types. */
export function readColumns(
  data: Buffer,
  start: number,
  end: number,
): { readonly names: readonly string[]; readonly types: readonly number[] } {
  const names: string[] = [];
  const types: number[] = [];
  let position = start + 2;
  for (let left = int16(data, start); left > 0; left--) {
    const name = zeroEnded(data, position, end);
    names.push(name.text);
    types.push(int32(data, name.end + 7)); // behind the table (4 bytes) and the column's number (2)
    position = name.end + 19;
  }
  if (position !== end) throw new ProtocolError("a description of columns with another length");
  return { names, types };
}
