import { Engine, folderLoader } from "quintet/templates";
import { type Contender, viewsOf } from "./contender.ts";

export const quintet: Contender = {
  name: "Quintet",
  open() {
    const engine = new Engine({ loaders: [folderLoader([viewsOf("quintet")])] });
    return (page, context) => engine.render(`${page}.html`, context) as string; // no context holds a promise
  },
};
