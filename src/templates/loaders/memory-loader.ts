import type { Candidate, Loader } from "./loader.ts";

/**
 * Templates from an object: for tests, and for templates that a program makes.
 *
 * @example
 * new Engine({ loaders: [memoryLoader({ "hello.html": "Hello {{ name }}" })] });
 */
export function memoryLoader(templates: Readonly<Record<string, string>>): Loader {
  return {
    *find(name): Iterable<Candidate> {
      if (!Object.hasOwn(templates, name)) return;
      const text = templates[name]!;
      yield {
        origin: `<memory>:${name}`,
        read: () => text,
        version: () => (templates[name] === text ? 0 : 1),
      };
    },
    places: (name) => [`<memory>:${name}`],
    names: () => Object.keys(templates),
  };
}
