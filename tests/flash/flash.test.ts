import assert from "node:assert/strict";
import { test } from "node:test";
import { flash, takeMessages } from "quintet/flash";
import { html, redirect, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { engineService } from "quintet/templates";
import { currentApp } from "../../src/core/index.ts";
import { makeTestApp, Visitor } from "../auth/test-app.ts";

const page = "{% for message in messages %}<p class='{{ message.tags }}'>{{ message }}</p>{% endfor %}";

const routes = defineRoutes({
  save: path("save/", (request) => {
    flash(request, "success", "Saved <b>it</b>.", { tags: "undo" });
    return redirect("/page/");
  }),
  page: path("page/", () => {
    const engine = currentApp().service(engineService);
    return html({ render: () => engine.fromString(page).render({}) });
  }),
  both: path("both/", async (request) => {
    flash(request, "info", "now");
    return text((await takeMessages(request)).map(String).join());
  }),
  many: path("many/", (request) => {
    for (let number = 0; number < 200; number++)
      flash(request, "info", `${number} ${Math.sin(number)}`.repeat(4));
    return text("");
  }),
  count: path("count/", async (request) => text(String((await takeMessages(request)).length))),
  wrong: path("wrong/", (request) => {
    flash(request, "sucess" as never, "");
    return text("");
  }),
});

test("a message is shown once, on the page after the redirect, and escaped", async () => {
  await using made = await makeTestApp({ routes });
  const visitor = new Visitor(made.app);

  const saved = await visitor.get("/save/");
  const first = await (await visitor.get("/page/")).text();
  const second = await visitor.get("/page/");

  assert.match(saved.headers.getSetCookie()[0]!, /^messages=.*HttpOnly; SameSite=Lax$/);
  assert.equal(first, "<p class='undo success'>Saved &lt;b&gt;it&lt;/b&gt;.</p>");
  assert.equal(await second.text(), "");
  assert.deepEqual(second.headers.getSetCookie(), []);
});

test("messages add up until a page shows them", async () => {
  await using made = await makeTestApp({ routes });
  const visitor = new Visitor(made.app);
  await visitor.get("/save/");
  await visitor.get("/save/");

  assert.equal(await (await visitor.get("/both/")).text(), "Saved <b>it</b>.,Saved <b>it</b>.,now");
  assert.equal(visitor.cookies.has("messages"), false);
});

test("messages that don't fit into the cookie are kept in the session", async () => {
  await using made = await makeTestApp({ routes });
  const visitor = new Visitor(made.app);

  await visitor.get("/many/");
  assert.ok(visitor.cookies.has("sessionid"));
  assert.equal(await (await visitor.get("/count/")).text(), "200");

  assert.equal(visitor.cookies.has("sessionid"), false);
  assert.equal(await (await visitor.get("/count/")).text(), "0");
});

test("a level that there is not is refused with the one that was meant", async () => {
  await using made = await makeTestApp({ routes });

  const response = await new Visitor(made.app).get("/wrong/");

  assert.equal(response.status, 500);
  assert.match(await response.text(), /Did you mean (&quot;|")success/);
});
