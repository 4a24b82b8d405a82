/**
 * How many milliseconds of the processor this thread has used for some work. What else the machine does in the meantime
 * doesn't count, as it would by the clock.
 */
export async function cpuMilliseconds(work: () => unknown): Promise<number> {
  const start = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1_000;
}
