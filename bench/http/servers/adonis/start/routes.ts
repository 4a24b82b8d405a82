import type {} from "@adonisjs/core/providers/edge_provider"; // declares view
import router from "@adonisjs/core/services/router";
import { answerOf, books, greeting, mixedRoutes } from "../../../site.ts";

router.get("/plaintext", ({ response }) => response.type("text/plain").send(greeting));
router.get("/json", () => ({ message: greeting }));
router.get("/sign-in", ({ request, response, session }) => {
  session.put("name", request.input("name"));
  return response.type("text/plain").send("signed in");
});
router.get("/page", ({ session, view }) => view.render("page", { name: session.get("name"), books }));
for (const { pattern } of mixedRoutes) {
  router.get(pattern, ({ params, response }) => response.type("text/plain").send(answerOf(pattern, params)));
}
