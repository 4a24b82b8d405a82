/*
 * npm run bench:check: how long `quintet check` takes for 200 templates whose types are declared, as a program from start
 * to end: the app is made, twins are written, TypeScript checks them. Once from nothing, then with what the last check
 * left behind, then after one template has changed.
 *
 * The pages are those of a shop of 20 models: each page extends a base of two levels, includes two parts, loops, has
 * conditions, filters and links. Half of them are given queries, the other half plain objects.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { median } from "./measure.ts";
import { machineFacts } from "./report.ts";

const root = join(import.meta.dirname, "..");
const templateCount = 200;
const modelCount = 20;
// Models that refer to each other in a circle.
const groupSize = 4;
const rounds = 5;

const parent = join(root, ".quintet"); // git ignores it, and `quintet/…` is found from there
mkdirSync(parent, { recursive: true });
const folder = mkdtempSync(join(parent, "bench-check-"));

async function medianOf(prepare: () => void): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    prepare();
    times.push(await checkTime());
  }
  return median(times);
}

async function checkTime(): Promise<number> {
  const start = performance.now();
  const words = [
    "--conditions=quintet:source",
    "--disable-warning=ExperimentalWarning",
    join(root, "bin/quintet.js"),
    "check",
  ];
  const child = spawn(process.execPath, words, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  await once(child, "close");
  const seconds = (performance.now() - start) / 1000;
  const [, checked] = /no error: .* (\d+) templates checked/.exec(output) ?? [];
  if (Number(checked) < templateCount || output.includes("templates.typescript"))
    throw new Error(`It didn't check them all:\n${output}`);
  return seconds;
}

function line(name: string, seconds: number): void {
  console.log(`${name.padEnd(20)} ${seconds.toFixed(2).padStart(6)} s`);
}

function writeProject(): void {
  write("quintet.config.ts", config);
  write("models.ts", models());
  write("shop.ts", shop());
  for (const [name, text] of Object.entries(parts)) write(`templates/${name}`, text);
  for (let index = 0; index < templateCount; index++) write(`templates/page${index}.html`, page(index));
}

function write(name: string, text: string): void {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const config = `import { defineConfig, secret } from "quintet";
import { admin } from "quintet/admin";
import { auth } from "quintet/auth";
import { contentTypes } from "quintet/contenttypes";
import { sqlite } from "quintet/db";
import { flashMessages } from "quintet/flash";
import { sessions } from "quintet/sessions";
import { routes, shop } from "./shop.ts";

const config = defineConfig({
  modules: [contentTypes, auth, sessions, flashMessages, admin, shop],
  routes,
  secretKey: secret("SECRET_KEY", "kJ8-long-enough-and-with-many-different-characters"),
  databases: { default: sqlite({ file: ":memory:" }) },
  security: { allowedHosts: ["localhost"] },
});
export default config;
declare module "quintet" {
  interface Register {
    config: typeof config;
  }
}
`;

function models(): string {
  const classes = Array.from({ length: modelCount }, (_, index) => {
    const group = index - (index % groupSize);
    const next = group + ((index + 1) % groupSize);
    const before = group + ((index + groupSize - 1) % groupSize);
    return `export class Thing${index} extends Model({
  title: string({ maxLength: 100 }),
  subtitle: string({ maxLength: 100, nullable: true }),
  price: decimal({ digits: 8, places: 2 }),
  pages: integer(),
  published: datetime(),
  get next() {
    return belongsTo(() => Thing${next}, { onDelete: "cascade" });
  },
  get before() {
    return hasMany(() => Thing${before}, "next");
  },
}) {
  isLong() {
    return this.pages > 500;
  }
}`;
  });
  return `import { belongsTo, datetime, decimal, hasMany, integer, Model, string } from "quintet/db";\n\n${classes.join("\n")}\n`;
}

function shop(): string {
  const names = Array.from({ length: modelCount }, (_, index) => `Thing${index}`);
  const pages = Array.from({ length: templateCount }, (_, index) => {
    const model = `Thing${index % modelCount}`;
    const list = index % 2 === 0 ? `Query<${model}, typeof ${model}>` : `readonly ${model}[]`;
    return `export const page${index} = template<{ things: ${list}; title: string; one: ${model} | null }>("page${index}.html");`;
  });
  return `import { defineModule } from "quintet";
import type { Query } from "quintet/db";
import { text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { template } from "quintet/templates";
import { ${names.join(", ")} } from "./models.ts";

${pages.join("\n")}

export const shop = defineModule({ name: "shop", folder: import.meta.dirname, models: [${names.join(", ")}] });
export const routes = defineRoutes({
  home: path("", () => text("")),
  thing: path("things/<int:pk>/", () => text("")),
});
`;
}

const parts = {
  "base.html": `<title>{% block title %}{{ title }}{% endblock %}</title>
<p>{% if user.isAuthenticated %}{{ user.username }}{% endif %}</p>
{% for message in messages %}<p class="{{ message.level }}">{{ message }}</p>{% endfor %}
<a href="{% url "home" %}">Home</a>
{% block content %}{% endblock %}`,
  "shop.html": `{% extends "base.html" %}{% block content %}<main>{% block main %}{% endblock %}</main>{% endblock %}`,
  "card.html": `<article class="{% cycle "odd" "even" %}">
  <h2><a href="{% url "thing" pk=thing.id %}">{{ thing.title|title }}</a></h2>
  {% if thing.subtitle %}<p>{{ thing.subtitle|truncatewords:10 }}</p>{% endif %}
  <p>{{ thing.price|floatformat:2 }}, {{ thing.published|date:"j F Y" }}, {{ thing.next.title|default:"nothing" }}</p>
</article>`,
  "foot.html": `<footer>{{ things|length }} thing{{ things|length|pluralize }} in {{ title|lower }}</footer>`,
};

function page(index: number): string {
  return `{% extends "shop.html" %}
{% block title %}{{ block.super }} ${index}{% endblock %}
{% block main %}
{% for thing in things %}
  {% if forloop.first %}<h1>{{ title|upper }}</h1>{% endif %}
  {% include "card.html" %}
  {% if thing.isLong and thing.pages > 500 %}<b>{{ thing.pages|intcomma }}</b>{% elif thing.next %}<i>{{ thing.next.title }}</i>{% endif %}
  {% for other in thing.before %}<span>{{ other.title|slice:":10" }}</span>{% empty %}none{% endfor %}
{% empty %}
  <p>Nothing.</p>
{% endfor %}
{% with first=one.next %}{{ first.title|default:title }}{% endwith %}
{% regroup things by published.year as years %}
{% for year in years %}<h3>{{ year.grouper }}</h3>{% for thing in year.list %}{{ thing.title }}{% endfor %}{% endfor %}
{% include "foot.html" %}
{% endblock %}
`.replace("{% block main %}", "{% load humanize %}{% block main %}");
}

try {
  writeProject();
  console.log(machineFacts());
  console.log(`${templateCount} templates, ${modelCount} models; the median of ${rounds} rounds`);
  line(
    "from nothing",
    await medianOf(() => rmSync(join(folder, ".quintet"), { recursive: true, force: true })),
  );
  line("again", await medianOf(() => {}));
  line(
    "after a change",
    await medianOf(() => appendFileSync(join(folder, "templates/page7.html"), "<!-- -->")),
  );
} finally {
  rmSync(folder, { recursive: true });
}
