import { type Command, type CommandCall, CommandError } from "../../core/index.ts";
import { randomString } from "../../crypto/index.ts";
import { User } from "../models.ts";
import { isUsername, normalizeUsername } from "../names.ts";
import { passwordProblems } from "../passwords/password-validators.ts";
import { askNewPassword } from "./ask-password.ts";

const passwordVariable = "QUINTET_SUPERUSER_PASSWORD";

/** `quintet createsuperuser`: makes a user who may do everything. */
export const createSuperuserCommand: Command = {
  name: "createsuperuser",
  summary: "Create a user who may do everything.",
  options: [
    { flags: "--username <name>", summary: "the username" },
    { flags: "--email <address>", summary: "the e-mail address" },
    { flags: "--no-input", summary: `ask nothing: take the password from ${passwordVariable}` },
    { flags: "--generate-password", summary: "make a password and print it once" },
  ],
  async run(call) {
    const { app, terminal } = call;
    await app.run(async () => {
      const username = await newUsername(call);
      const email = await emailAddress(call);
      const { password, isGenerated } = await newPassword(call, username, email);
      await User.createUser({ username, email, password, isStaff: true, isSuperuser: true });
      terminal.success(`Superuser "${username}" created.`);
      if (isGenerated) terminal.line(`Password, shown only now: ${password}`);
    });
  },
};

/** False where nothing may be asked: because nobody is there, or because of `--no-input`, which commander calls `input`. */
function mayAsk({ terminal, options }: CommandCall): boolean {
  return terminal.interactive && options.input !== false && options.noInput !== true;
}

async function newUsername(call: CommandCall): Promise<string> {
  const given = call.options.username;
  if (typeof given === "string") return checkUsername(given);
  if (!mayAsk(call)) throw new CommandError("Which username? Add --username <name>.");
  const answer = await call.terminal.ask("Username", { initial: "admin", validate: usernameProblem });
  return checkUsername(answer);
}

async function checkUsername(given: string): Promise<string> {
  const username = normalizeUsername(given.trim());
  const problem = usernameProblem(username);
  if (problem !== undefined) throw new CommandError(problem);
  if ((await User.find({ username })) !== null) {
    throw new CommandError(
      `There is a user "${username}" already. Choose another name, or set its password: quintet changepassword ${username}`,
    );
  }
  return username;
}

function usernameProblem(username: string): string | undefined {
  if (isUsername(username)) return undefined;
  return `"${username}" is not a username: it must have 1 to 150 letters, digits and @ . + - _.`;
}

async function emailAddress(call: CommandCall): Promise<string> {
  const given = call.options.email;
  if (typeof given === "string") return given;
  return mayAsk(call) ? call.terminal.ask("E-mail address (may be empty)", { initial: "" }) : "";
}

async function newPassword(
  call: CommandCall,
  username: string,
  email: string,
): Promise<{ password: string; isGenerated: boolean }> {
  if (call.options.generatePassword === true) return { password: randomString(16), isGenerated: true };
  const fromEnvironment = process.env[passwordVariable];
  if (fromEnvironment) {
    const problems = await passwordProblems(fromEnvironment, { username, email });
    for (const { message } of problems) call.terminal.warn(`${passwordVariable}: ${message}`);
    return { password: fromEnvironment, isGenerated: false };
  }
  if (!mayAsk(call)) {
    throw new CommandError(
      `No password. Set ${passwordVariable}, or add --generate-password to have one made and printed.`,
    );
  }
  return { password: await askNewPassword(call.terminal, { username, email }), isGenerated: false };
}
