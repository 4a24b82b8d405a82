import { CommanderError } from "commander";
import { CancelledError, UnknownCommandError } from "./errors.ts";
import { buildProgram } from "./program.ts";
import { reportError } from "./report-error.ts";
import { leaveChannel } from "./workers/worker-life.ts";

/*
 * quintet <command>: from the words to the work.
 *
 *   main(argv)            errors become one or two lines and an exit code
 *     → buildProgram      commands without a project (new, secret, dev), then, where a project is found and the command
 *                         needs it, the app with the commands of its modules
 *     → commander         options and arguments
 *     → Command.run       with the app, the terminal, args and options
 */

/** Runs a command of `quintet`. Sets the exit code: 0 done, 1 failed, 2 called in a wrong way. */
export async function main(argv: readonly string[]): Promise<void> {
  const traceback = argv.includes("--traceback");
  try {
    const { program, close } = await buildProgram(argv);
    try {
      await program.parseAsync(argv, { from: "user" });
    } finally {
      await close();
    }
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2; // commander has said it already; --help and --version end with 0
      return;
    }
    reportError(error, { traceback });
    process.exitCode = exitCodeOf(error);
    leaveChannel(); // of a worker of `quintet serve` that could not start
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CancelledError) return 130; // 128 + SIGINT, as shells count
  return error instanceof UnknownCommandError ? 2 : 1;
}
