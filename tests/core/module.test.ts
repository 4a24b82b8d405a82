import assert from "node:assert/strict";
import { test } from "node:test";
import { defineModule } from "quintet";
import {
  App,
  coreConfigSections,
  currentApp,
  orderModules,
  resolveConfig,
  Secret,
  serviceKey,
} from "../../src/core/index.ts";

const folder = import.meta.dirname;
const config = resolveConfig(
  {
    "~quintet": "config",
    options: { modules: [], secretKey: new Secret("kJ8-long-enough-and-with-many-different-characters") },
  },
  coreConfigSections,
);

test("modules are set up after those that they need", () => {
  const shop = defineModule({ name: "shop", folder, needs: ["auth"] });
  const auth = defineModule({ name: "auth", folder });

  assert.deepEqual(orderModules([shop, auth]), [auth, shop]);
});

test("a module that needs an absent one says which, and which was perhaps meant", () => {
  const shop = defineModule({ name: "shop", folder, needs: ["sesions"] });
  const sessions = defineModule({ name: "sessions", folder });

  assert.throws(() => orderModules([shop, sessions]), {
    code: "core.missing-module",
    message: /Module "shop" needs the module "sesions".*Did you mean "sessions"\?/,
  });
});

test("modules that need each other are named in their circle", () => {
  const one = defineModule({ name: "one", folder, needs: ["two"] });
  const two = defineModule({ name: "two", folder, needs: ["one"] });

  assert.throws(() => orderModules([one, two]), { message: /one → two → one/ });
});

test("two modules of one name are refused", () => {
  const module = defineModule({ name: "shop", folder });

  assert.throws(() => orderModules([module, defineModule({ name: "shop", folder })]), {
    message: /Two modules are called "shop"/,
  });
});

test("a module's name must be able to begin a table's name", () => {
  assert.throws(() => defineModule({ name: "My-Shop", folder }), { message: /"My-Shop".*snake_case/ });
});

test("a module's label is made of its name", () => {
  assert.equal(defineModule({ name: "chat_rooms", folder }).label, "Chat rooms");
});

test("setup runs once for each module, in order, with the app as the current one", async () => {
  const order: string[] = [];
  const record = (name: string) =>
    defineModule({ name, folder, setup: (app) => void order.push(`${name} ${currentApp() === app}`) });
  const app = new App(config, [record("one"), record("two")]);

  await app.setUp();

  assert.deepEqual(order, ["one true", "two true"]);
});

test("closing runs the closers from the last to the first, once", async () => {
  const order: number[] = [];
  const app = new App(config);
  app.onClose(() => void order.push(1));
  app.onClose(() => void order.push(2));

  await Promise.all([app.close(), app.close()]);

  assert.deepEqual(order, [2, 1]);
});

test("a service that nobody provides is named in the error", () => {
  const app = new App(config);

  assert.throws(() => app.service(serviceKey<string>("shop.prices")), {
    code: "core.unknown-service",
    message: /"shop\.prices"/,
  });
});

test("code without an app says what it needed it for", () => {
  assert.throws(() => currentApp("urlFor()"), {
    code: "core.no-app",
    message: /^urlFor\(\) needs a running app/,
  });
});
