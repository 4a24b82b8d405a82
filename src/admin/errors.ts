import { QuintetError } from "../core/index.ts";

/** The options of a resource don't fit its model. Lists all that is wrong. */
export class ResourceError extends QuintetError {
  readonly code = "admin.resource";

  constructor(model: string, problems: readonly string[]) {
    super(`resource(${model}, …) can't be used:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  }
}

/** Two modules put the same model into the admin. */
export class DuplicateResourceError extends QuintetError {
  readonly code = "admin.duplicate-resource";

  constructor(model: string, first: string, second: string) {
    super(
      `${model} is in the admin twice: by the module "${first}" and by "${second}". Remove one of the two resource(${model}).`,
    );
  }
}

/** A template asks for an icon that lucide doesn't have. */
export class UnknownIconError extends QuintetError {
  readonly code = "admin.unknown-icon";

  constructor(name: string) {
    super(
      `There is no icon ${JSON.stringify(name)} in lucide-static. Look for one at https://lucide.dev/icons; the name is written as there, not one of its earlier ones, such as "book-open".`,
    );
  }
}
