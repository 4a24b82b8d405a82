import type { Node } from "../node.ts";
import type { Position } from "../source.ts";

/** A tag that prints nothing: what it does, it did while the template was parsed. */
export class SilentNode implements Node {
  declare position?: Position;

  emit(): void {}

  twin(): void {}
}
