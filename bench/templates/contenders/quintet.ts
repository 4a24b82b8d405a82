import { Engine, folderLoader } from "quintet/templates";
import { type Contender, viewsOf } from "./contender.ts";

export const quintet: Contender = {
  name: "Quintet",
  open() {
    const engine = new Engine({ loaders: [folderLoader([viewsOf("quintet")])] });
    const names = { table: "table.html", catalog: "catalog.html", fortunes: "fortunes.html" };
    return (page, context) => engine.render(names[page], context) as string; // no context holds a promise
  },
};
