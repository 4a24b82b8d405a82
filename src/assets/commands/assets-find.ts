import { relative } from "node:path";
import { type Command, CommandError } from "../../core/index.ts";
import { assetsService } from "../assets.ts";
import { AssetEndingError, AssetNotFoundError } from "../errors.ts";

/** `quintet assets find NAME`: which file a name leads to, and which others it hides. */
export const assetsFindCommand: Command = {
  name: "assets find",
  summary: "Show the files that have an asset's name, the one that is used first.",
  args: [{ name: "<name>", summary: 'As templates write it: "shop/shop.css".' }],
  options: [{ flags: "--first", summary: "Show only the one that is used." }],
  run({ app, terminal, args, options }) {
    const { builder, prefix } = app.service(assetsService);
    const { folders } = builder;
    const given = String(args.name);
    // An address from a page works, too.
    const name = given.startsWith(prefix) ? given.slice(prefix.length) : given;
    const [used, ...hidden] = folders.findAll(name);
    if (used === undefined) {
      if (!folders.serves(name)) throw new CommandError(new AssetEndingError(name).message);
      const known = folders.list().map((each) => each.name);
      throw new CommandError(new AssetNotFoundError(name, known, folders.places).message);
    }
    terminal.line(shown(used));
    if (options.first === true) return;
    for (const path of hidden) terminal.line(`${shown(path)}  (hidden by the first)`);
  },
};

function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}
