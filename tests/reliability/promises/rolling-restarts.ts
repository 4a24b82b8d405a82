import { spawn } from "node:child_process";
import { join } from "node:path";
import { load } from "../load.ts";
import { counted, type Promised } from "../promise.ts";
import { root, sitePrograms } from "../site-programs.ts";

export const rollingRestarts: Promised = {
  name: "R12",
  claim: "Deploys drop nothing",
  fault: "rolling restarts of two workers under 300 requests a second, with uploads and downloads in flight",
  async judge(size) {
    const wanted = size.pick(100, 1);
    const { folder, flags } = sitePrograms();
    const words = ["serve", "--workers", "2", "--port", "0"];
    const child = spawn(process.execPath, [...flags, join(root, "bin/quintet.js"), ...words], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: "1", HOST: "127.0.0.1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const { promise: ended, resolve: end } = Promise.withResolvers<number | null>();
    child.once("exit", (code) => end(code));
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    const said = async (pattern: RegExp, count = 1) => {
      while ((output.match(new RegExp(pattern, "g"))?.length ?? 0) < count) {
        if (child.exitCode !== null) throw new Error(`the server has ended:\n${output}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await said(/Quintet serves \S+/);
    const port = Number(/:(\d+), with/.exec(output)![1]);
    const url = `http://127.0.0.1:${port}`;

    let isOver = false;
    let transfers = 0;
    let broken = 0;
    const transfer = async (work: () => Promise<boolean>) => {
      while (!isOver) {
        transfers++;
        if (!(await work().catch(() => false))) broken++;
      }
    };
    const upload = async () => {
      const body = new FormData();
      body.set("file", new File([Buffer.alloc(1_000_000, "u")], "upload.bin"));
      return (
        (await (
          await fetch(`${url}/upload/`, { method: "POST", body, headers: { connection: "close" } })
        ).text()) === "1000000"
      );
    };
    const download = async () =>
      (await (await fetch(`${url}/download/`)).arrayBuffer()).byteLength === 32 * 65_536;
    const transfersOver = Promise.all([transfer(upload), transfer(download), transfer(download)]);
    let requests = 0;
    let failed = 0;
    const failures: Record<string, number> = {};
    const requestsOver = (async () => {
      while (!isOver) {
        const part = await load({
          port,
          paths: ["/", "/rows/"],
          rate: size.pick(300, 30),
          seconds: 2,
          connections: 20,
        });
        requests += part.sent;
        failed += part.failed + part.refused;
        for (const [why, count] of Object.entries(part.failures))
          failures[why] = (failures[why] ?? 0) + count;
      }
    })();

    const start = performance.now();
    const endAt = start + size.seconds(7_200, 60) * 1_000;
    let restarts = 0;
    while (restarts < wanted && performance.now() < endAt) {
      child.kill("SIGHUP");
      await said(/Restarted in/, ++restarts);
    }
    const seconds = (performance.now() - start) / 1_000 / restarts;
    isOver = true;
    await Promise.all([transfersOver, requestsOver]);
    child.kill("SIGTERM");
    const code = await ended;
    const why = failed === 0 ? "" : ` (${JSON.stringify(failures)})`;
    return [
      counted("restarts", output.match(/Restarted in/g)?.length ?? 0, restarts),
      counted(`requests that failed, of ${requests}${why}`, failed, 0),
      counted(`uploads and downloads that broke, of ${transfers}`, broken, 0),
      counted("exit code at SIGTERM", code ?? -1, 0),
      size.timed(
        { what: "a restart of both takes", measured: `${seconds.toFixed(1)} s`, target: "≤ 60 s" },
        seconds <= 60,
      ),
    ];
  },
};
