import fc from "fast-check";
import { Signer } from "quintet/crypto";
import { validateEmail } from "quintet/forms";
import { parseEtags, parseHeaderParameters, parseHttpDate, Request } from "quintet/http";
import { parseAcceptLanguage, supportedLanguage } from "quintet/i18n";
import { Engine } from "quintet/templates";
import type { Figure, Promised } from "../promise.ts";

/** A parser, what it may refuse with, and texts that are hard for it, by their length. */
interface Parser {
  readonly name: string;
  parse(text: string): unknown;
  readonly hard: readonly string[];
  /** Lengths of the scaling test: one time, two, four and eight times. */
  readonly length: number;
}

const address = (text: string) => new Request({ ...source, target: text });
const withHeader = (name: string, value: string) =>
  new Request({ ...source, header: (asked: string) => (asked === name ? value : null) });
const withBody = (type: string, text: string) =>
  new Request(
    {
      ...source,
      method: "POST",
      header: (asked: string) => (asked === "content-type" ? type : null),
      async *body() {
        yield Buffer.from(text);
      },
    },
    {
      maxBodyBytes: 1e8,
      maxFormFields: 1_000,
      maxFormFiles: 100,
      maxFieldBytes: 1e8,
      maxFileBytes: 1e8,
      maxJsonDepth: 64,
      maxJsonKeys: 10_000,
    },
  );
const source = {
  method: "GET",
  target: "/",
  host: "localhost",
  peer: "127.0.0.1",
  isMisforwarded: false,
  isSecure: false,
  isFromTrustedProxy: false,
  ip: "127.0.0.1",
  header: (_name: string): string | null => null,
  headers: () => new Headers(),
  async *body(): AsyncGenerator<Uint8Array> {},
  signal: () => new AbortController().signal,
  onEnd: () => {},
};
const engine = new Engine();
const signer = new Signer({ key: "a key for tests alone, 0123456789" } as never);

const parsers: readonly Parser[] = [
  {
    name: "path",
    parse: (text) => address(`/${text}`).path,
    hard: ["%25", "%c3%a9", "../", "%"],
    length: 8_192,
  },
  {
    name: "query",
    parse: (text) => [...address(`/?${text}`).query],
    hard: ["a=b&", "%26", "&", "=", "+"],
    length: 8_192,
  },
  {
    name: "address",
    parse: (text) => address(`/${text}`).url,
    hard: ["/..", "%2e", "\\", "?"],
    length: 8_192,
  },
  {
    name: "cookies",
    parse: (text) => withHeader("cookie", text).cookies.size,
    hard: ["a=b; ", ";", '="', "%25"],
    length: 8_192,
  },
  {
    name: "header parameters",
    parse: (text) => parseHeaderParameters(text),
    hard: ['; a="b"', ";", '"\\', "; a*0=b"],
    length: 8_192,
  },
  {
    name: "accepted types",
    parse: (text) => withHeader("accept", text).accepts("text/html"),
    hard: ["a/b,", "*/*;q=0.1,", ",", ";"],
    length: 8_192,
  },
  {
    name: "accepted languages",
    parse: (text) => parseAcceptLanguage(text),
    hard: ["de-AT;q=0.5, ", "a-", ",", ";q="],
    length: 8_192,
  },
  {
    name: "language tags",
    parse: (text) => supportedLanguage(text, ["en", "de-at", "pt-br"]),
    hard: ["de-", "-", "x"],
    length: 8_192,
  },
  {
    name: "addresses for mail",
    parse: (text) => validateEmail(text),
    hard: ["a.", "a@", "-", "ä.", '"\\'],
    length: 8_192,
  },
  {
    name: "templates",
    parse: (text) => engine.fromString(text),
    hard: ["{{ a|b:'c' }}", "{% if a %}", "{{", "{% verbatim %}", "|a:", "{#"],
    length: 100_000,
  },
  { name: "etags", parse: (text) => parseEtags(text), hard: ['"a",', 'W/"', ",", '"'], length: 8_192 },
  {
    name: "dates of HTTP",
    parse: (text) => parseHttpDate(text),
    hard: ["Mon, ", "1", " ", ":"],
    length: 8_192,
  },
  { name: "signed values", parse: (text) => signer.unsign(text), hard: [":", "a", "=", "."], length: 8_192 },
  {
    name: "JSON",
    parse: (text) => withBody("application/json", text).json(),
    hard: ["[", '{"a":', '"', "1,", "\\u"],
    length: 100_000,
  },
  {
    name: "forms",
    parse: (text) => withBody("application/x-www-form-urlencoded", text).form(),
    hard: ["a=b&", "%", "&", "="],
    length: 100_000,
  },
  {
    name: "multipart",
    parse: (text) => withBody("multipart/form-data; boundary=b", text).form(),
    hard: ["--b\r\n", "\r\n-", "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n", "\r\n\r\n"],
    length: 100_000,
  },
];

/** What a parser may say no with: its own words, never a crash of the machinery below. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error &&
    typeof (error as { code?: unknown }).code === "string" &&
    !/^ERR_/.test(String((error as { code?: unknown }).code))
  );
}

async function isTotal({ parse }: Parser, text: string): Promise<boolean> {
  try {
    await parse(text);
    return true;
  } catch (error) {
    if (isRefusal(error)) return true;
    throw error;
  }
}

/** The processor's time for one text, the least of several. */
async function cpuMs(parser: Parser, text: string): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 9; run++) {
    const before = process.cpuUsage();
    for (let again = 0; again < 5; again++) await isTotal(parser, text);
    const { user } = process.cpuUsage(before);
    least = Math.min(least, user / 5_000);
  }
  return least;
}

/** How much longer eight times as much takes, for the text that is the hardest. */
async function measureGrowth(parser: Parser): Promise<{ growth: number; worstMs: number }> {
  let growth = 0;
  let worstMs = 0;
  for (const hard of parser.hard) {
    const text = (times: number) => hard.repeat(Math.ceil((parser.length * times) / hard.length));
    const one = await cpuMs(parser, text(1));
    const eight = await cpuMs(parser, text(8));
    // What takes less than a millisecond is measured by its noise, the garbage of others above all.
    growth = Math.max(growth, eight / Math.max(one, 1));
    worstMs = Math.max(worstMs, eight);
  }
  return { growth, worstMs };
}

export const parsersAreTotal: Promised = {
  name: "R22",
  claim: "Parsers are total and linear",
  fault:
    "texts made at random of pieces that are hard for each, and one, two, four and eight times as much of them",
  async judge(size) {
    const seed = Number(process.env.RELIABILITY_SEED ?? 22);
    const figures: Figure[] = [{ what: "seed", measured: String(seed), target: "told", holds: undefined }];
    for (const parser of parsers) {
      const piece = fc.oneof(fc.constantFrom(...parser.hard), fc.string(), fc.string({ unit: "binary" }));
      const texts = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));
      const numRuns = size.pick(20_000, 300);
      const details = await fc.check(
        fc.asyncProperty(texts, (text) => isTotal(parser, text)),
        { seed, numRuns },
      );
      const crash = details.failed
        ? `${details.errorInstance} for ${JSON.stringify(details.counterexample)}`.slice(0, 160)
        : "0";
      figures.push({
        what: `${parser.name}: crashes in ${details.numRuns} texts`,
        measured: crash,
        target: "0",
        holds: !details.failed,
      });
      if (size.isQuick) continue;
      const { growth, worstMs } = await measureGrowth(parser);
      figures.push({
        what: `${parser.name}: time of 8 times as much`,
        measured: `${growth.toFixed(1)} times, ${worstMs.toFixed(1)} ms`,
        target: "≤ 10 times",
        holds: growth <= 10,
      });
    }
    return figures;
  },
};
