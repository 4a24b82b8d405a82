/**
 * Chunks of any size as parts of exactly so many bytes; the last one holds what is left, and may be empty where there was
 * nothing at all. One part is in memory at a time.
 */
export async function* inParts(
  chunks: AsyncIterable<Uint8Array>,
  partBytes: number,
): AsyncGenerator<Uint8Array, undefined> {
  let waiting: Uint8Array[] = [];
  let count = 0;
  for await (const chunk of chunks) {
    let rest = chunk;
    while (count + rest.byteLength >= partBytes) {
      const taken = rest.subarray(0, partBytes - count);
      yield Buffer.concat([...waiting, taken]);
      rest = rest.subarray(taken.byteLength);
      waiting = [];
      count = 0;
    }
    if (rest.byteLength > 0) waiting.push(rest);
    count += rest.byteLength;
  }
  if (count > 0) yield Buffer.concat(waiting);
  return undefined;
}
