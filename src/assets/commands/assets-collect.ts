import { relative, resolve } from "node:path";
import { type Command, CommandError, type Terminal } from "../../core/index.ts";
import { describeProblem } from "../asset-file.ts";
import { assetsService } from "../assets.ts";
import { assetProblems, type CollectReport, collectAssets } from "../collect/collect-assets.ts";

/** `quintet assets collect`: everything that production serves, in one folder. */
export const assetsCollectCommand: Command = {
  name: "assets collect",
  summary: "Write all assets into one folder, with hashes in their names and compressed, for production.",
  options: [
    { flags: "--clear", summary: "Delete what earlier collections have left." },
    { flags: "--dry-run", summary: "Say what would be done, and do nothing." },
  ],
  async run({ app, terminal, options }) {
    const { builder } = app.service(assetsService);
    const { strict, collectedFolder } = app.config.assets;
    const problems = assetProblems(builder);
    const errors = problems.filter(({ level }) => strict && level === "error");
    for (const problem of problems) if (!errors.includes(problem)) terminal.warn(describeProblem(problem));
    if (errors.length > 0) {
      const advice =
        "Nothing was collected. Correct the addresses, or write assets: { strict: false } in quintet.config.ts to let them be.";
      throw new CommandError([...errors.map(describeProblem), advice].join("\n"));
    }
    const folder = resolve(collectedFolder);
    const dryRun = options.dryRun === true;
    const report = await collectAssets(builder, { folder, dryRun, clear: options.clear === true });
    if (dryRun) tellPlan(report, terminal);
    tell(report, relative(process.cwd(), folder) || ".", dryRun, terminal);
  },
};

function tellPlan({ written, deleted }: CollectReport, terminal: Terminal): void {
  for (const name of written) terminal.line(`write   ${name}`);
  for (const file of deleted) terminal.line(`delete  ${file}`);
}

function tell(report: CollectReport, folder: string, dryRun: boolean, terminal: Terminal): void {
  const { written, unchanged, deleted, kept, bytes, compressedBytes } = report;
  const parts = [`${written.length} written`, `${unchanged.length} unchanged`];
  if (deleted.length > 0) parts.push(`${deleted.length} deleted`);
  if (kept.length > 0) parts.push(`${kept.length} of earlier collections kept (--clear deletes them)`);
  const total = written.length + unchanged.length;
  if (dryRun) {
    terminal.success(`Nothing was done. ${count(total)} would be in ${folder}: ${parts.join(", ")}.`);
    return;
  }
  terminal.success(
    `${count(total)} in ${folder}: ${parts.join(", ")}. ${kilobytes(bytes)} in all, ${kilobytes(compressedBytes)} compressed.`,
  );
}

function count(assets: number): string {
  return `${assets} ${assets === 1 ? "asset" : "assets"}`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toLocaleString("en", { maximumFractionDigits: bytes < 10_000 ? 1 : 0 })} kB`;
}
