import type { AppFiles } from "./large-app.ts";

/*
 * The same applications for Django, made from Quintet's by exchanging the lines: a field here is a field there, and an
 * app has the models of the module.
 */

/** The models of {@link manyModels} as apps of a Django project. */
export function djangoModels(files: AppFiles): AppFiles {
  const sources = [...files].filter(([name]) => name.startsWith("models/"));
  const appOf = new Map(
    sources.flatMap(([name, text]) => modelsIn(text).map((model) => [model, nameOf(name)] as const)),
  );
  return project(
    new Map(
      sources.map(([name, text]) => [
        nameOf(name),
        modelsIn(text)
          .map((model) => djangoModel(model, bodyOf(text, model), appOf))
          .join("\n"),
      ]),
    ),
  );
}

function nameOf(file: string): string {
  return file.slice("models/".length, -".ts".length);
}

function modelsIn(text: string): readonly string[] {
  return [...text.matchAll(/^export class (\w+) /gm)].map(([, name]) => name!);
}

function bodyOf(text: string, model: string): string {
  const start = text.indexOf(`export class ${model} `);
  return text.slice(start, text.indexOf("}) {", start));
}

function djangoModel(model: string, body: string, appOf: ReadonlyMap<string, string>): string {
  const relations = [...body.matchAll(/get (\w+)\(\) { return belongsTo\(\(\) => (\w+)(.*?)\);/g)].map(
    ([, name, target, options]) =>
      `    ${name} = models.ForeignKey("${appOf.get(target!)}.${target}", models.CASCADE, related_name="+"${options!.includes("nullable") ? ", null=True" : ""})`,
  );
  return [
    `class ${model}(models.Model):`,
    "    title = models.CharField(max_length=100)",
    "    amount = models.IntegerField(default=0)",
    "    price = models.DecimalField(max_digits=8, decimal_places=2)",
    "    active = models.BooleanField(default=True)",
    '    status = models.CharField(max_length=9, default="draft")',
    "    created_at = models.DateTimeField(null=True)",
    ...relations,
    "",
  ].join("\n");
}

/** A project with these apps, by name with their models. */
function project(apps: ReadonlyMap<string, string>): AppFiles {
  const names = [...apps.keys()];
  return new Map([
    ...names.flatMap((name): [string, string][] => [
      [`${name}/__init__.py`, ""],
      [`${name}/migrations/__init__.py`, ""],
      [`${name}/models.py`, `from django.db import models\n\n${apps.get(name)}`],
    ]),
    [
      "settings.py",
      [
        'SECRET_KEY = "for benchmarks"',
        `INSTALLED_APPS = [${names.map((name) => `"${name}"`).join(", ")}]`,
        'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}',
        'DEFAULT_AUTO_FIELD = "django.db.models.AutoField"',
        "USE_TZ = True",
      ].join("\n"),
    ],
  ]);
}

/** {@link longHistory} as apps of a Django project. */
export function djangoHistory(files: AppFiles): AppFiles {
  const modules = [...files.keys()]
    .filter((name) => name.endsWith("/models.ts"))
    .map((name) => name.split("/")[0]!);
  const fields = [...files.get(`${modules[0]}/models.ts`)!.matchAll(/^ {2}(\w+): (string|integer)/gm)];
  const model = [
    "class Thing(models.Model):",
    ...fields.map(([, name, type]) => `    ${name} = ${djangoField(type!, name === "name")}`),
    "",
  ].join("\n");
  const migrations = [...files].filter(([name]) => name.includes("/migrations/"));
  return new Map([
    ...project(new Map(modules.map((name) => [name, model]))),
    ...migrations.map(([name, text]) => [name.replace(".ts", ".py"), djangoMigration(text)] as const),
  ]);
}

function djangoField(type: string, isName = false): string {
  if (type === "integer") return "models.IntegerField(null=True, db_index=True)";
  return `models.CharField(max_length=100${isName ? "" : ", null=True"})`;
}

function djangoMigration(text: string): string {
  const needed = /dependsOn: \[\["(\w+)", "(\w+)"\]\]/.exec(text);
  const added = [...text.matchAll(/addField\("Thing", "(\w+)", { type: "(\w+)"/g)].map(
    ([, name, type]) => `        migrations.AddField("thing", "${name}", ${djangoField(type!)}),`,
  );
  const created =
    '        migrations.CreateModel("Thing", [("id", models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")), ("name", models.CharField(max_length=100))]),';
  return [
    "from django.db import migrations, models",
    "class Migration(migrations.Migration):",
    `    dependencies = [${needed === null ? "" : `("${needed[1]}", "${needed[2]}")`}]`,
    "    operations = [",
    ...(needed === null ? [created] : added),
    "    ]",
  ].join("\n");
}
