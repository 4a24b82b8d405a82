import type { Config } from "./config.ts";
import { type Context, contextKey, contextValue, contextWith, runInContext } from "./context.ts";
import { NoAppError, UnknownServiceError } from "./errors.ts";
import { type Module, orderModules } from "./module.ts";
import type { ServiceKey } from "./service.ts";

const currentAppKey = contextKey<App>("core.app");

/**
 * A running program: its configuration, its modules, and the services that its parts offer each other (databases, the
 * template engine, the router). One process usually has one; tests may have many side by side.
 */
export class App {
  readonly config: Config;
  /** In the order in which they are set up: each after those that it needs. */
  readonly modules: readonly Module[];
  readonly #services = new Map<ServiceKey<unknown>, unknown>();
  readonly #closers: (() => void | Promise<void>)[] = [];
  readonly #ownContext = contextWith(currentAppKey, this, undefined);
  #closing: Promise<void> | undefined;

  constructor(config: Config, modules: readonly Module[] = config.modules) {
    this.config = config;
    this.modules = orderModules(modules);
  }

  /** Offers a service. A later call under the same key replaces it. */
  provide<Service>(key: ServiceKey<Service>, service: Service): void {
    this.#services.set(key, service);
  }

  /**
   * A service that a part offers.
   * @throws {@link UnknownServiceError} where none does.
   */
  service<Service>(key: ServiceKey<Service>): Service {
    const service = this.#services.get(key);
    if (service === undefined) throw new UnknownServiceError(key.name);
    return service as Service; // provide() took it under the same key
  }

  /** Whether a part offers that service. */
  hasService(key: ServiceKey<unknown>): boolean {
    return this.#services.has(key);
  }

  /** Calls the `setup` of each module in order, with this app as the current one. */
  async setUp(): Promise<void> {
    await this.run(async () => {
      for (const module of this.modules) await module.setup?.(this);
    });
  }

  /** Runs `work`, and all that it starts, with this app as the current one. */
  run<Result>(work: () => Result): Result {
    return runInContext(currentAppKey, this, work);
  }

  /** The context in which this app is the current one, within `outer`: what {@link run} enters. */
  contextWithin(outer: Context | undefined): Context {
    if (outer === undefined) return this.#ownContext;
    const isCurrent = outer.key === currentAppKey && outer.value === this;
    return isCurrent ? outer : contextWith(currentAppKey, this, outer);
  }

  /** Calls `closer` when the app closes, the last one registered first. */
  onClose(closer: () => void | Promise<void>): void {
    this.#closers.push(closer);
  }

  /** Ends what the app holds open. A second call waits for the first. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const closer of this.#closers.reverse()) await closer();
    if (defaultApp === this) defaultApp = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

let defaultApp: App | undefined;

/** Makes an app the one that {@link currentApp} finds where no other is current: the program's own. */
export function setDefaultApp(app: App): void {
  defaultApp = app;
}

/** The app that the running code belongs to, or `undefined`. */
export function findCurrentApp(): App | undefined {
  return contextValue(currentAppKey) ?? defaultApp;
}

/**
 * The app that the running code belongs to.
 * @param wanted - What needs it, for the message: `"urlFor()"`.
 * @throws {@link NoAppError} where there is none.
 */
export function currentApp(wanted = "currentApp()"): App {
  const app = findCurrentApp();
  if (app === undefined) throw new NoAppError(wanted);
  return app;
}
