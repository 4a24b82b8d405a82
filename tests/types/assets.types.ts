import { defineConfig, defineModule } from "quintet";
import { type Asset, type AssetFolder, assetIntegrity, assetTags, assetUrl } from "quintet/assets";
import type { Html } from "quintet/templates";
import { quintet, vite, viteTags } from "quintet/vite";
import { defineConfig as defineViteConfig } from "vite";

const address: string = assetUrl("site.css");
const integrity: string = assetIntegrity("site.css");
const tags: Html = assetTags("site.css", "main.js");
const loading: Html = viteTags("src/main.ts");

// @ts-expect-error: one name at a time
assetUrl("site.css", "main.js");
// @ts-expect-error: names are texts
assetTags(["site.css"]);

const built: AssetFolder = { folder: "/srv/out", at: "out/", hasHash: (name) => name.startsWith("chunks/") };
defineModule({ name: "shop", folder: import.meta.dirname, assetFolders: [built] });
// @ts-expect-error: who has a folder of files with hashes says which they are
const unsaid: AssetFolder = { folder: "/srv/out", at: "out/" };

defineConfig({
  modules: [vite({ outDir: "out" })],
  secretKey: undefined as never,
  assets: { folders: ["assets"], strict: false, endings: ["glb"], collectedFolder: "out" },
});
defineConfig({
  modules: [],
  secretKey: undefined as never,
  // @ts-expect-error: a key that is misspelt
  assets: { folder: ["assets"] },
});
// @ts-expect-error: the folder is called as Vite calls it
vite({ outdir: "out" });

// What the plugin is, Vite takes.
defineViteConfig({ plugins: [quintet({ entries: ["src/main.ts"] })] });
// @ts-expect-error: Vite has to know what to build
quintet({});

export type Used = [typeof address, typeof integrity, typeof tags, typeof loading, typeof unsaid, Asset];
