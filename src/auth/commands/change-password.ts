import { type Command, CommandError } from "../../core/index.ts";
import { User } from "../models.ts";
import { normalizeUsername } from "../names.ts";
import { askNewPassword } from "./ask-password.ts";

/** `quintet changepassword <username>`: sets somebody's password. */
export const changePasswordCommand: Command = {
  name: "changepassword",
  summary: "Set a user's password.",
  args: [{ name: "<username>", summary: "whose password" }],
  async run({ app, terminal, args }) {
    await app.run(async () => {
      const username = normalizeUsername(String(args.username));
      const user = await User.find({ username });
      if (user === null) {
        throw new CommandError(`There is no user "${username}". Create one with "quintet createsuperuser".`);
      }
      if (!terminal.interactive) {
        throw new CommandError(
          '"changepassword" asks for the password, and nobody is here to answer: run it in a terminal.',
        );
      }
      await user.setPassword(await askNewPassword(terminal, user));
      await user.save({ only: ["password"] });
      terminal.success(`The password of "${username}" was changed. All sessions of the user have ended.`);
    });
  },
};
