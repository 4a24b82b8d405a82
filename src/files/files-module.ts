import { defineModule, type Module } from "../core/index.ts";
import { cleanCommand } from "./commands/clean-command.ts";
import { storagesConfigSection } from "./files-config.ts";
import { Storage } from "./storage.ts";
import { Storages, storagesService } from "./storages.ts";

/** What every app has of this part: the key `storages`, and the service that finds them. */
export const filesModule: Module = defineModule({
  name: "files",
  folder: import.meta.dirname,
  configSections: [storagesConfigSection],
  commands: [cleanCommand],
  setup(app) {
    const opened = Object.entries(app.config.storages).map(
      ([alias, { isPublic, baseUrl, open }]) => new Storage(alias, open(), { isPublic, baseUrl }),
    );
    const storages = new Storages(opened);
    app.provide(storagesService, storages);
    app.onClose(() => storages.close());
    for (const storage of storages) storage.sweep();
  },
});
