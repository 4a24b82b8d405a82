import {
  type BlockTagCall,
  blockTag,
  defineLibrary,
  escapeHtml,
  html,
  type Library,
  safe,
  simpleTag,
  type TagCall,
  type TagSignature,
} from "quintet/templates";

/*
 * Libraries of tags and filters that recorded templates load, written with Quintet's own functions: tags that need the
 * context, take values by position, by name, without end, or of any name, and keep what they give.
 */

const result = "Expected result";

function listed(args: readonly unknown[], named: Readonly<Record<string, unknown>> = {}): string {
  const pairs = Object.entries(named).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? args.join(", ") : `${args.join(", ")} / ${pairs.join(", ")}`;
}

interface Described {
  readonly signature: TagSignature;
  /** Names of variables that the tag reads, as it says in its output. */
  readonly reads?: readonly string[];
  /** What it prints of its values; nothing where it takes none. */
  readonly print?: (call: TagCall) => string;
}

const described: Readonly<Record<string, Described>> = {
  no_params: { signature: { parameters: [] } },
  one_param: { signature: { parameters: ["arg"] }, print: ({ values }) => `${values.arg}` },
  explicit_no_context: { signature: { parameters: ["arg"] }, print: ({ values }) => `${values.arg}` },
  no_params_with_context: { signature: { parameters: [] }, reads: ["value"] },
  params_and_context: {
    signature: { parameters: ["arg"] },
    reads: ["value"],
    print: ({ values }) => `${values.arg}`,
  },
  simple_two_params: {
    signature: { parameters: ["one", "two"] },
    print: ({ values: { one, two } }) => listed([one, two]),
  },
  simple_keyword_only_param: {
    signature: { named: ["kwarg"] },
    print: ({ values }) => `${values.kwarg}`,
  },
  simple_keyword_only_default: {
    signature: { named: ["kwarg?"] },
    print: ({ values: { kwarg = 42 } }) => `${kwarg}`,
  },
  simple_one_default: {
    signature: { parameters: ["one", "two?"] },
    print: ({ values: { one, two = "hi" } }) => listed([one, two]),
  },
  simple_unlimited_args: {
    signature: { parameters: ["one", "two?"], takesMore: true },
    print: ({ args: [one, two = "hi", ...more] }) => listed([one, two, ...more]),
  },
  simple_only_unlimited_args: { signature: { takesMore: true }, print: ({ args }) => listed(args) },
  simple_unlimited_args_kwargs: {
    signature: { parameters: ["one", "two?"], takesMore: true, takesMoreNamed: true },
    print: ({ args: [one, two = "hi", ...more], named }) => listed([one, two, ...more], named),
  },
};

function simple(name: string, { signature, reads = [], print }: Described): Library["tags"][string] {
  return simpleTag((call) => {
    const context = reads.map((read) => ` (context value: ${call.get(read)})`).join("");
    return `${name} - ${result}${context}${print === undefined ? "" : `: ${print(call)}`}`;
  }, signature);
}

/** The same with an end; two of them put the content last. */
function block(name: string, { signature, reads = [], print }: Described): Library["tags"][string] {
  const isContentLast = name.startsWith("one_param") || name.startsWith("explicit_no_context");
  return blockTag(
    name,
    (call) => {
      const values = print === undefined ? "" : `: ${print(call)}`;
      if (isContentLast) return `${name} - ${result}${values} with content ${call.content}`;
      const context = reads.map((read) => ` (context value: ${call.get(read)})`).join("");
      return `${name} - ${result}${context} (content value: ${call.content})${values}`;
    },
    signature,
  );
}

const div = ({ values: { id = "test" }, content }: BlockTagCall) =>
  safe(`<div id='${escapeHtml(String(id))}'>${content}</div>`);

const custom = defineLibrary({
  name: "custom",
  filters: { make_data_div: (value: unknown) => html`<div data-name="${value}"></div>` },
  tags: {
    ...Object.fromEntries(Object.entries(described).map(([name, tag]) => [name, simple(name, tag)])),
    ...Object.fromEntries(
      Object.entries(described).map(([name, tag]) => [`${name}_block`, block(`${name}_block`, tag)]),
    ),
    div: blockTag("div", div, { parameters: ["id?"] }),
    div_custom_end: blockTag("div_custom_end", ({ content }) => html`<div>${content}</div>`, {
      end: "divend",
    }),
    escape_naive: simpleTag(({ get }) => `Hello ${get("name")}!`),
    escape_explicit: simpleTag(({ get }) => html`Hello ${get("name")}!`),
    escape_format_html: simpleTag(({ get }) => html`Hello ${get("name")}!`),
    escape_naive_block: blockTag(
      "escape_naive_block",
      ({ get, content }) => `Hello ${get("name")}: ${content}!`,
    ),
    escape_explicit_block: blockTag(
      "escape_explicit_block",
      ({ get, content }) => html`Hello ${get("name")}: ${content}!`,
    ),
    escape_format_html_block: blockTag(
      "escape_format_html_block",
      ({ get, content }) => html`Hello ${get("name")}: ${content}!`,
    ),
  },
});

/** Prints what stands behind its name, as it is written. */
const echo: Library["tags"][string] = (parser, token) => ({
  emit: (code) => code.text(parser.words(token).slice(1).join(" ")),
});

function failing(message: string): Library["tags"][string] {
  return simpleTag(() => {
    throw new Error(message);
  });
}

const libraries: readonly Library[] = [
  custom,
  defineLibrary({ name: "testtags", tags: { echo, other_echo: echo } }),
  defineLibrary({
    name: "subpackage.echo",
    tags: { echo2: simpleTag(({ args: [text] }) => text, { parameters: ["text"] }) },
  }),
  defineLibrary({
    name: "bad_tag",
    tags: { badtag: failing("I am a bad tag"), badsimpletag: failing("I am a bad simpletag") },
  }),
];

/** The libraries that a recorded engine has, of those that are written here. */
export function librariesOf(names: Readonly<Record<string, string | null>> = {}): readonly Library[] {
  return libraries.filter(({ name }) => (names[name] ?? null) !== null);
}
