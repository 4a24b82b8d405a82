#!/usr/bin/env node
// Plain JavaScript that any Node can parse, so that an old one gets a sentence instead of a syntax error.
const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  console.error(`Quintet needs Node 24 or newer, and this is Node ${process.versions.node}.`);
  console.error(
    'Install a newer Node, or pin one in your project: "npm install --save-dev node@24", then "npx quintet …".',
  );
  process.exit(1);
}
const { enableCompileCache } = await import("node:module");
enableCompileCache?.();
const { main } = await import("#cli");
await main(process.argv.slice(2));
