/** Where a contender listens, told by the run. */
export const port = Number(process.env.BENCH_PORT);
/** A folder of its own, for its database. */
export const folder = process.env.BENCH_FOLDER ?? ".";
/** For cookies that are signed or encrypted. */
export const secret = "for benchmarks: a key that is long enough, 0123456789";
