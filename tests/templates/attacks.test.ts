import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { withLanguage, withTimeZone } from "quintet/i18n";
import * as templates from "quintet/templates";
import { Engine, folderLoader, memoryLoader, TemplateError, templateTrace } from "quintet/templates";
import { cpuMilliseconds } from "../cpu-time.ts";
import { render } from "./render.ts";

/*
 * The attacks that template engines and their filters are known to have fallen for, each under the name of its record in
 * ../shared/security. Work is measured in time of the processor, with room for slow machines: what is not linear takes
 * minutes.
 */

/** Renders `{{ x|… }}` with some text in at most so much time, whatever comes of it. */
async function isFast(filter: string, x: string, limitMs = 1_000): Promise<void> {
  const template = new Engine().fromString(`{% load humanize %}{{ x|${filter} }}`);
  const used = await cpuMilliseconds(() => {
    try {
      template.render({ x });
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error; // refused is fine
    }
  });
  assert.ok(used < limitMs, `${filter} of ${JSON.stringify(x.slice(0, 20))}… took ${used} ms`);
}

async function areFast(filters: string, texts: readonly string[]): Promise<void> {
  for (const filter of filters.split(" ")) for (const text of texts) await isFast(filter, text);
}

const script = "<script>alert(1)</script>";

/** Numbers that look random and are the same in every run (mulberry32). */
function* numbers(): Generator<number, never> {
  for (let seed = 1; ; ) {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    yield (mixed ^ (mixed >>> 14)) >>> 0;
  }
}

const attacks: Record<string, () => unknown> = {
  "CVE-2018-7536: links are found in linear time, whatever repeats": () =>
    areFast("urlize urlizetrunc:15", [
      `a${"@a".repeat(50_000)}a`,
      `a${".".repeat(1_000_000)}a`,
      ".com,".repeat(100_000),
      "a.com;;".repeat(50_000),
      `www.${"a".repeat(1_000_000)}`,
    ]),

  "CVE-2024-41990: endings that look like entities don't make links slow": () =>
    areFast("urlize", [
      `&:${";".repeat(100_000)}`,
      `a.com${"&amp;".repeat(100_000)}`,
      `a@b.com${";".repeat(100_000)}&`,
      `a.com${".,:;!".repeat(100_000)}`,
      `${"(".repeat(50_000)}a.com${")".repeat(50_000)}`,
      `${"[(".repeat(100_000)}`,
    ]),

  "CVE-2024-41991: addresses that are too long stay text": async () => {
    const long = "\ud55c.\uae00.".repeat(500_000);
    await areFast("urlize", [`a@${long}a`, `http://${long}com`]);

    assert.doesNotMatch(String(render("{{ x|urlize }}", { x: `http://${"a".repeat(2_100)}.com` })), /<a /);
  },

  "CVE-2019-14233: entities that are not complete don't make striptags read again and again": () =>
    areFast("striptags", [`><!${"&".repeat(16_000)}D`, "&lt;".repeat(50_000)]),

  "CVE-2025-32873: tags that are opened and never closed don't make striptags slow": () =>
    areFast("striptags", [`>${"<a".repeat(200_000)}a`, "<".repeat(200_000), `${'<a "> "'.repeat(50_000)}'>`]),

  "CVE-2026-45617: nor do scripts, comments and styles": () =>
    areFast("striptags", ["<script".repeat(50_000), "<!--".repeat(50_000), "<style".repeat(50_000)]),

  "CVE-2026-44644: a tag with line breaks in it is removed, and the rest is escaped": () => {
    assert.equal(render("{{ x|striptags }}", { x: "a<img\nsrc=x\nonerror=alert(1)>b" }), "ab");
    assert.equal(render("{{ x|striptags }}", { x: "<<b>script>alert(1)<</b>/script>" }), "alert(1)");
    assert.equal(render("{{ x|striptags }}", { x: "1 < 2 & 3" }), "1 &lt; 2 &amp; 3");
  },

  "CVE-2023-43665: malformed HTML is cut in linear time": () =>
    areFast("truncatewords_html:10 truncatechars_html:10 truncatewords_html:9999999", [
      "<p".repeat(500_000),
      "<p/".repeat(200_000),
      "<a '\"".repeat(50_000),
      "&".repeat(200_000),
    ]).then(() => isFast("truncatewords_html:10", "</p>".repeat(1_250_000), 5_000)),

  "CVE-2026-1285: so are end tags of what was never opened": () =>
    areFast("truncatechars_html:10 truncatechars_html:9999999", [
      `x${"</p>".repeat(100_000)}`,
      "</a></b>".repeat(12_500),
    ]),

  "CVE-2024-41989: numbers with huge exponents stay as they are": async () => {
    for (const x of ["1e1000000", "0.12345e-100000", `1E${"9".repeat(6)}`, `1${"0".repeat(300)}`]) {
      await areFast("floatformat floatformat:2 intcomma intword ordinal", [x]);
      assert.equal(render("{{ x|floatformat:2 }}", { x }), x);
    }
    await areFast("intcomma floatformat add:1 filesizeformat get_digit:2 apnumber", [
      "9".repeat(1_000_000),
      "-".repeat(500_000),
    ]);
  },

  "CVE-2021-45116: sorting reaches no code, no private names and no letters of texts": () => {
    const users = [
      { n: 1, password: "b" },
      { n: 2, password: "a" },
    ];
    for (const key of [
      "constructor.constructor",
      "__proto__",
      "password.0",
      "save",
      "toString",
      "_n",
      "n.constructor",
    ]) {
      assert.equal(
        render("[{{ users|dictsort:key|length }}{{ users|dictsortreversed:key|length }}]", { users, key }),
        "[00]",
        key,
      );
    }
  },

  "CVE-2022-22818: the variables of a page are told in debug mode alone, and escaped": () => {
    const context = { x: script, password: "s3cr3t" };

    assert.equal(render("[{% debug %}]", context), "[]");
    const shown = String(render("{% debug %}", context, { debug: true }));
    assert.match(shown, /&lt;script&gt;/);
    assert.doesNotMatch(shown, /<script|s3cr3t/);
  },

  "CVE-2026-71850, CVE-2026-59896: pages that are rendered at the same time see nothing of each other":
    async () => {
      const random = numbers();
      const user = new AsyncLocalStorage<string>();
      const pause = async () => {
        for (let turns = random.next().value % 4; turns > 0; turns--) await undefined;
        if (random.next().value % 8 === 0) await new Promise((resolve) => setImmediate(resolve));
      };
      const late = async () => {
        await pause();
        return user.getStore();
      };
      const engine = new Engine({
        loaders: [memoryLoader({ base: "{% block a %}{% endblock %}|{{ shared }}", row: "{{ x }}{{ me }}" })],
        sharedData: { shared: late },
      });
      const page = engine.fromString(
        "{% extends 'base' %}{% load tz %}{% block a %}{{ me }}{% for x in list %}{% include 'row' %}{% cycle 'a' 'b' %}{% ifchanged %}{{ me }}{% endifchanged %}" +
          "{% endfor %}{% get_current_timezone as zone %}{{ zone }}{{ me }}{% endblock %}",
      );
      const expected = (name: string) =>
        `${name}1${name}a${name}2${name}b${"Etc/GMT+"}${Number(name.slice(1)) % 10}${name}|${name}`;

      const visits = Array.from({ length: 300 }, (_, visit) => `u${visit % 50}`);
      const seen = await Promise.all(
        visits.map((name) =>
          user.run(name, () =>
            withTimeZone(`Etc/GMT+${Number(name.slice(1)) % 10}`, () =>
              withLanguage("de", async () => {
                await pause();
                const context = {
                  me: late,
                  list: (async function* () {
                    yield 1;
                    await pause();
                    yield 2;
                  })(),
                };
                return Number(name.slice(1)) % 2 === 0
                  ? page.render(context)
                  : (await Array.fromAsync(page.stream(context))).join("");
              }),
            ),
          ),
        ),
      );

      assert.deepEqual(seen, visits.map(expected));
    },

  "CVE-2026-41067, CVE-2025-32388: JSON in a script can't end the script": () => {
    for (const text of [
      "</SCRIPT ><svg onload=alert(1)>",
      "<!--<script>",
      "]]>",
      "\u2028\u2029",
      "</script>",
    ]) {
      const page = String(render("{{ x|json_script:'d' }}", { x: { [text]: text, list: [text] } }));
      const inside = page.slice(page.indexOf(">") + 1, page.lastIndexOf("<"));

      assert.doesNotMatch(inside, /[<>&\u2028\u2029]/);
      assert.deepEqual(JSON.parse(inside), { [text]: text, list: [text] });
    }
  },

  "CVE-2026-50146: names that a visitor chooses are escaped wherever a page writes them": () => {
    const name = '"><svg onload=alert(1)>';
    const context = {
      name,
      o: { [name]: 1 },
      map: new Map([[name, 1]]),
      set: new Set([name]),
      parameters: new URLSearchParams([[name, name]]),
    };
    const pages = [
      "{{ 1|json_script:name }}",
      "{{ o }}{{ map }}{{ set }}",
      "{% for k, v in o.items %}{{ k }}{% endfor %}{% for k in map %}{{ k }}{% endfor %}",
      "{% querystring parameters a=name %}",
      "{{ o|unordered_list }}{{ set|join:name }}",
      "{{ name|urlize }}{{ name|linebreaks }}{{ name|linenumbers }}{{ name|truncatechars_html:50 }}{{ name|addslashes }}",
    ];

    for (const page of pages) assert.doesNotMatch(String(render(page, context)), /<svg|^[^<]*">/, page);
  },

  "CVE-2023-2142: texts in scripts are safe by escapejs, whatever stands beside them": () => {
    const page = String(
      render("let a='{{ x|escapejs }}', b='{{ y|escapejs }}'", { x: "\\", y: ";alert(1)//\n</script>'" }),
    );

    assert.match(page, /^let a='[\w\\]*', b='[\w\\()/]*'$/);
  },

  "CVE-2024-33883, CVE-2020-7699: a polluted prototype changes nothing": async () => {
    const names =
      "escapeFunction outputFunctionName client localsName sandbox version text code render kind loaders builtins sharedData functions " +
      "stringIfInvalid confinement maxSteps tags filters queries members error value";
    const polluted: Record<string, unknown> = {
      autoescape: false,
      unsafeAutoescapeOff: true,
      isSafe: true,
      block: "b",
      debug: true,
    };
    for (const name of names.split(" ")) polluted[name] = "process.exit(7)";
    for (const [name, value] of Object.entries(polluted))
      Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    try {
      const source =
        "{{ x }}{{ outputFunctionName }}{{ o.client }}{% for a in list %}{{ a|upper }}{% ifchanged %}!{% endifchanged %}{% endfor %}{% include t %}";
      const context = {
        x: "<",
        o: {},
        list: ["a"],
        t: new Engine().fromString("{{ client }}{% block b %}{% endblock %}?"),
      };
      const page = new Engine().fromString(source);

      assert.equal(page.render(context), "&lt;A!?");
      assert.equal(page.render(context, {}), "&lt;A!?");
      assert.equal((await Array.fromAsync(page.stream(context))).join(""), "&lt;A!?");
      assert.throws(() => new Engine({ sandbox: {} }).fromString("{% include t %}"), {
        code: "templates.syntax",
      });
    } finally {
      for (const name of Object.keys(polluted)) delete (Object.prototype as Record<string, unknown>)[name];
    }
  },

  "CVE-2024-36361: names never become code": () => {
    const name = "x(){}; process.exit(7); function y";
    const engine = new Engine({ loaders: [memoryLoader({ [name]: "{% block a %}1{% endblock %}" })] });

    assert.equal(
      engine
        .fromString(`{% extends "${name}" %}{% block a %}{{ block.super }}2{% endblock %}`, name)
        .render(),
      "12",
    );
    assert.equal(
      engine.fromString("{% partialdef a(){}; %}{% endpartialdef %}".replace("a(){};", "a(){};")).render(),
      "",
    );
    assert.throws(() => engine.fromString(`{% with ${name}=1 %}{% endwith %}`), { code: "templates.syntax" });
  },

  "CVE-2019-19919: templates reach no prototypes and nothing that defines properties": () => {
    const ways =
      "x.constructor x.constructor.prototype x.prototype x.toString x.valueOf x.hasOwnProperty list.map fn.call fn.bind fn.apply text.constructor n.constructor";
    for (const way of ways.split(" "))
      assert.equal(render(`[{{ ${way} }}]`, { x: {}, list: [], fn: () => 1, text: "t", n: 1 }), "[]", way);
    for (const way of ["x.__proto__", "x.__defineGetter__", "x.__lookupGetter__", "x.__defineSetter__"])
      assert.throws(() => render(`{{ ${way} }}`, { x: {} }), { code: "templates.syntax" }, way);
  },

  "CVE-2026-33940: only a text or a template is included or extended": () => {
    const program = JSON.parse(
      '{"type": "Program", "body": [], "name": "x", "nodes": [], "render": "x", "parsed": {"source": {}}}',
    );
    for (const t of [
      program,
      [program],
      5,
      () => "x",
      null,
      undefined,
      true,
      {},
      new Map([["render", "x"]]),
    ]) {
      assert.throws(() => render("{% include t %}", { t }), TemplateError);
      assert.throws(() => render("{% extends t %}", { t }), TemplateError);
    }
  },

  "CVE-2026-33939: whatever a template is made of, it fails with an error that knows its place": () => {
    const random = numbers();
    const pick = <Item>(items: readonly Item[]): Item => items[random.next().value % items.length]!;
    const pieces =
      "{{ x }} {{ x.a|upper }} {{ x|default:'a'|cut:\"b\" }} {% if x and not y or x in list %} {% elif x == 1 %} {% else %} {% endif %} {% for a,b in list %} {% for a in list reversed %} {% empty %} {% endfor %} {% block a %} {% endblock %} {% extends 'a' %} {% include 'a' with b=c only %} {% with a=b c=d %} {% endwith %} {% cycle 'a' b as c silent %} {% resetcycle c %} {% firstof a b as c %} {% regroup a by b as c %} {% ifchanged a %} {% endifchanged %} {% filter upper|lower %} {% endfilter %} {% spaceless %} {% endspaceless %} {% verbatim %} {% endverbatim %} {% comment %} {% endcomment %} {% autoescape off %} {% endautoescape %} {% now 'Y' as a %} {% widthratio a b c %} {% load humanize %} {% templatetag openblock %} {% partialdef a inline %} {% endpartialdef %} {% partial a %} {% querystring a=1 %} {% lorem 3 w %} {% url 'a' b %} {% static 'a' %} {% csrf_token %} {# a #} {{ block.super }} {{ forloop.parentloop.counter }} _('a') | : ' \" %} }} { % \n \u2028 ü .. -1 1e5 __proto__ constructor"
        .split(" ")
        .join(" ");
    const words = pieces.match(/\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|\S+|\n/g)!;
    const engine = new Engine({ loaders: [memoryLoader({ a: "{{ b }}" })] });

    for (let round = 0; round < 3_000; round++) {
      let source = Array.from({ length: 1 + (random.next().value % 9) }, () => pick(words)).join(
        pick(["", " "]),
      );
      const at = random.next().value % source.length;
      if (round % 2 === 0)
        source = source.slice(0, at) + pick(["", "%}", "'", "|", ".", " ", "\\"]) + source.slice(at + 1);
      try {
        assert.equal(
          typeof engine.fromString(source).render({ x: { a: "t" }, list: [[1, 2]] }),
          "string",
          source,
        );
      } catch (error) {
        const isPlaced = error instanceof TemplateError || templateTrace(error).length > 0;
        assert.ok(isPlaced, `${source}: ${(error as Error).stack}`);
      }
    }
  },

  "CVE-2026-33285: widths and lengths that are asked for are bounded": () => {
    for (const filter of [
      "ljust:-1",
      "ljust:1000000000",
      "ljust:'1e9'",
      "rjust:1000000000",
      "center:1000000000",
      "slice:'-1:1000000000000'",
      "floatformat:1000000000",
      "floatformat:-1000000000",
      "truncatewords:-1",
      "truncatechars:-5",
      "wordwrap:0",
      "wordwrap:-1",
      "stringformat:'1000000000d'",
      "stringformat:'.1000000000f'",
      "stringformat:'1000000000s'",
      "stringformat:'01000000000.1000000000e'",
    ]) {
      for (const x of ["a b", 1.5, 1]) {
        try {
          assert.ok(String(render(`{{ x|${filter} }}`, { x })).length < 1_000_000, filter);
        } catch (error) {
          assert.ok(templateTrace(error).length > 0, `${filter}: ${error}`); // "1e9" is no whole number, 0 no width
        }
      }
    }
  },

  "CVE-2026-33287: what is cut out or put in stands for itself": () => {
    const x = "a$&b".repeat(1_000);

    assert.equal(String(render("{{ x|cut:y }}", { x, y: "$&" })), "ab".repeat(1_000));
    assert.equal(
      String(
        render("{% load i18n %}{% blocktranslate with v=y %}[{{ v }}]{% endblocktranslate %}", {
          y: "$&$`$'$1",
        }),
      ),
      "[$&amp;$`$&#x27;$1]",
    );
    assert.ok(
      String(render("{{ x|cut:y }}", { x: "a".repeat(1_000), y: "$&".repeat(1_000) })).length === 1_000,
    );
  },

  "CVE-2026-41311: templates that hold themselves end with an error": async () => {
    const loops: Record<string, string> = {
      include: "{% include 'include' %}",
      late: "{{ later }}{% include 'late' %}",
      one: "{% extends 'two' %}",
      two: "{% extends 'one' %}",
      named: "{% extends name %}",
      partial: "{% partialdef p %}{% partial p %}{% endpartialdef %}{% partial p %}",
    };
    const engine = new Engine({ loaders: [memoryLoader(loops)] });

    assert.throws(() => engine.fromString("{% block a %}{% block a %}{% endblock %}{% endblock %}"), {
      code: "templates.syntax",
    });
    for (const name of Object.keys(loops)) {
      const attempt = async () => engine.render(name, { later: Promise.resolve(""), name: "named" });
      await assert.rejects(attempt, { code: /^templates\.(recursion|does-not-exist)$/ }, name);
    }
    const self = engine.fromString("{% extends self %}");
    assert.throws(() => self.render({ self }), { code: /^templates\./ });
    const deep = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, at) => [`t${at}`, `{% include 't${at + 1}' %}`]),
    );
    assert.throws(() => new Engine({ loaders: [memoryLoader(deep)] }).render("t0"), {
      code: "templates.recursion",
    });
    assert.equal(engine.fromString("{{ x }}").render({ x: 1 }), "1");
  },

  "CVE-2026-39859: names lead to nothing but the folder's own files": (): void => {
    const folder = mkdtempSync(join(tmpdir(), "quintet-attack-"));
    try {
      mkdirSync(join(folder, "templates", "a"), { recursive: true });
      writeFileSync(join(folder, "secret.html"), "secret");
      writeFileSync(join(folder, "templates", "fine.html"), "fine");
      symlinkSync(join(folder, "secret.html"), join(folder, "templates", "link.html"));
      symlinkSync(folder, join(folder, "templates", "linked"));
      symlinkSync(join(folder, "templates", "fine.html"), join(folder, "templates", "alias.html"));
      const engine = new Engine({ loaders: [folderLoader([join(folder, "templates")])] });

      for (const name of [
        "../secret.html",
        "a/../../secret.html",
        join(folder, "secret.html"),
        "..\\secret.html",
        "C:\\x",
        "fine.html\0",
        "\0",
        "",
        ".",
        "a",
        "link.html",
        "linked/secret.html",
      ])
        assert.throws(() => engine.render(name), { code: "templates.does-not-exist" }, name);
      assert.equal(engine.render("alias.html"), "fine");
      assert.equal(engine.render("a/../fine.html"), "fine");
    } finally {
      rmSync(folder, { recursive: true });
    }
  },

  "CVE-2026-30952: includes find templates, and nothing that a module resolver would": () => {
    const engine = new Engine({ loaders: [folderLoader([join(import.meta.dirname, "fixtures")])] });

    for (const p of [
      "/etc/passwd",
      "node:fs",
      "./../../package.json",
      "../package.json",
      "lodash/package.json",
      "quintet",
      "file:///etc/passwd",
    ])
      assert.throws(() => engine.fromString("{% include p %}", "a.html").render({ p }), TemplateError, p);
  },

  "CVE-2025-59466: tags and data that are nested deep don't exhaust the stack, in a page that waits either":
    async () => {
      const context = { late: Promise.resolve(1), x: JSON.parse("[".repeat(5_000) + "]".repeat(5_000)) };
      await new AsyncLocalStorage().run({}, async () => {
        await assert.rejects(async () => render(`{{ late }}${"{% if late %}".repeat(100_000)}`, context), {
          code: "templates.syntax",
        });
        await assert.rejects(async () => render("{{ late }}{{ x }}", context), { code: "templates.value" });
        await assert.rejects(async () => render(`{{ late }}{{ x${"|upper".repeat(5_000)} }}`, context), {
          code: "templates.syntax",
        });
      });
    },
};

for (const [name, attack] of Object.entries(attacks)) test(name, async () => void (await attack()));

/** What Quintet has nothing of. */
const absent: Record<string, () => void> = {
  "CVE-2026-53606: there is no sanitizer of HTML, so none that forgets an attribute": () => {
    assert.deepEqual(
      Object.keys(templates).filter((name) => /sanit/i.test(name)),
      [],
    );
  },
};

for (const [name, check] of Object.entries(absent)) test(name, check);

const folder = join(import.meta.dirname, "../../../shared/security");
const skip = existsSync(folder) ? false : "the records aren't here (../shared/security)";
test("every record about templates has its test", { skip }, () => {
  const records: { readonly id: string; readonly vector: string }[] = ["cves.json", "peer_cves.json"].flatMap(
    (file) => JSON.parse(readFileSync(join(folder, file), "utf8")),
  );
  const about = records.filter(({ vector }) => vector === "template").map(({ id }) => id);
  const tested = [...Object.keys(attacks), ...Object.keys(absent)].join();

  assert.ok(about.length > 25);
  assert.deepEqual(
    about.filter((id) => !tested.includes(id)),
    [],
  );
});
