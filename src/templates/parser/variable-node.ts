import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import type { Node } from "../node.ts";
import type { Position } from "../source.ts";
import type { Expression } from "./expression.ts";

/** `{{ expression }}` */
export class VariableNode implements Node {
  declare position?: Position;
  readonly expression: Expression;

  constructor(expression: Expression) {
    this.expression = expression;
  }

  emit(code: CodeWriter): void {
    code.printExpression(this.expression);
  }

  twin(twin: TwinWriter): void {
    twin.print(this.expression);
  }
}
