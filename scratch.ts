import { Engine, memoryLoader } from "quintet/templates";
import { collectGarbage } from "./bench/measure.ts";
import { appContext, generatedApp } from "./bench/templates/facts/generated-app.ts";
import { getHeapSnapshot } from "node:v8";
const templates = generatedApp(500);
let total = 0; for (const t of Object.values(templates)) total += t.length; console.log("source KB", total / 1024);
const F = globalThis.Function; let len = 0; (globalThis as any).Function = function (...a: string[]) { len += a.at(-1)!.length; return new F(...a); } as any; (globalThis as any).Function.prototype = F.prototype;
const engine = new Engine({ loaders: [memoryLoader(templates)] });
for (const name of Object.keys(templates)) engine.render(name, appContext);
console.log("code KB", len / 1024);
for (let i = 0; i < 4; i++) collectGarbage();
let text = ""; for await (const c of getHeapSnapshot()) text += c;
const s = JSON.parse(text); const m = s.snapshot.meta, F2 = m.node_fields.length; const types = m.node_types[0];
const by = new Map<string, { n: number; size: number }>();
for (let i = 0; i < s.nodes.length; i += F2) { const type = types[s.nodes[i]]; const name = type === "string" || type === "concatenated string" || type==="sliced string" ? "" : s.strings[s.nodes[i + 1]].slice(0, 50); const size = s.nodes[i + 3]; const k = type + " " + (type === "code" || type === "closure"  ? name.split("/")[0]!.slice(0, 44) : name); const e = by.get(k) ?? { n: 0, size: 0 }; e.n++; e.size += size; by.set(k, e); }
for (const [k, v] of [...by].sort((a, b) => b[1].size - a[1].size).slice(0, 32)) console.log((v.size / 1024).toFixed(0).padStart(7), "KB", String(v.n).padStart(7), k);
