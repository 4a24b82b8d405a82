/*
 * A client that is still sending needs a moment to see its answer before the socket is gone, or it sees a reset instead: it
 * may go on for so long and so much, and what it sends is thrown away.
 */
export const lingerMs = 2_000;
export const maxLingerBytes = 16 * 1_048_576;
