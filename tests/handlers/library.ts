import type { WebApp } from "quintet/app";
import {
  belongsTo,
  choice,
  createTables,
  databasesService,
  date,
  datetime,
  decimal,
  Model,
  slug,
  string,
} from "quintet/db";
import { testClient } from "quintet/testing";
import { type SmallAppOptions, smallApps } from "../app/small-app.ts";

export class Writer extends Model({ name: string({ maxLength: 50 }) }) {
  override toString() {
    return this.name;
  }
}

export class Novel extends Model({
  title: string({ maxLength: 20, unique: true }),
  slug: slug({ maxLength: 20, optional: true, default: "" }),
  price: decimal({ digits: 6, places: 2, default: "1" }),
  status: choice(["draft", "published"], { default: "draft" }),
  publishedOn: date({ nullable: true }),
  soldAt: datetime({ nullable: true }),
  get writer() {
    return belongsTo(() => Writer, { onDelete: "protect", nullable: true });
  },
}) {
  override toString() {
    return this.title;
  }
}

/** Templates as Django's generic views look for them: each prints what it gets. */
const files = {
  "shop/novel_list.html":
    "{% for row in rows %}{{ row }},{% endfor %} page {{ page.number }}/{{ page.pages }} order {{ order }}",
  "shop/novel_detail.html": "{{ row }} of {{ row.writer }}",
  "shop/novel_form.html": "{% if row %}edit {{ row.title }}{% else %}new{% endif %} {{ form }}",
  "shop/novel_confirm_delete.html": "delete {{ row }}? {{ problem }}",
  "shop/writer_confirm_delete.html": "delete {{ row }}? {{ problem }}",
};

const makeApp = smallApps({ files, module: { models: [Writer, Novel] } });

/** An app with these routes, and a client that behaves as a browser with a page of the app. */
export async function library({ files: own = {}, ...options }: SmallAppOptions) {
  const app = await makeApp({ files: { ...files, ...own }, ...options });
  await app.run(() => createTables(app.service(databasesService).default, [Writer, Novel]));
  return { app, client: testClient(app), ...visitor(app) };
}

function visitor(app: WebApp) {
  const client = testClient(app);
  const html = { accept: "text/html" };
  return {
    /** Status and text of a page. */
    async page(path: string): Promise<readonly [status: number, text: string]> {
      const response = await client.get(path, { headers: html });
      return [response.status, (await response.text()).trim()];
    },
    async send(path: string, form: Record<string, string>) {
      const response = await client.post(path, { form, headers: html });
      return {
        status: response.status,
        location: response.headers.get("location"),
        text: await response.text(),
      };
    },
    run: <Result>(work: () => Result): Result => app.run(work),
  };
}
