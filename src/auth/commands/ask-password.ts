import type { Terminal } from "../../core/index.ts";
import { type PasswordOwner, passwordProblems } from "../passwords/password-validators.ts";

/** Asks twice for a new password, until both are the same and it follows the rules (or the user insists). */
export async function askNewPassword(terminal: Terminal, owner: PasswordOwner): Promise<string> {
  for (;;) {
    const password = await terminal.askSecret("Password", {
      validate: (text) => (text === "" ? "The password can't be empty." : undefined),
    });
    if (password !== (await terminal.askSecret("Password (again)"))) {
      terminal.warn("The two passwords are not the same.");
      continue;
    }
    const problems = await passwordProblems(password, owner);
    for (const { message } of problems) terminal.warn(message);
    if (problems.length === 0 || (await terminal.confirm("Use it nevertheless?", { initial: false }))) {
      return password;
    }
  }
}
