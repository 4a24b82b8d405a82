import { isTimeZone, UnknownTimeZoneError, withTimeZone } from "../../i18n/index.ts";
import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter, Surrounding } from "../compiler/code-writer.ts";
import type { TagParser } from "../library.ts";
import { type Node, namesSet } from "../node.ts";
import type { Expression } from "../parser/expression.ts";
import { SafeString } from "../safe-string.ts";
import type { Position } from "../source.ts";

/** A block that is rendered in another environment; what it includes, too. */
class SurroundedNode implements Node {
  declare position?: Position;
  readonly around: Surrounding;
  /** What `around` gets besides. */
  readonly value: Expression | boolean;
  readonly nodes: readonly Node[];
  readonly children: readonly (readonly Node[])[];

  constructor(around: Surrounding, value: Expression | boolean, nodes: readonly Node[]) {
    this.around = around;
    this.value = value;
    this.nodes = nodes;
    this.children = [nodes];
  }

  emit(code: CodeWriter): void {
    const value = typeof this.value === "boolean" ? String(this.value) : code.expression(this.value);
    code.surrounded(this.around, value, () => code.nodes(this.nodes));
  }

  twin(twin: TwinWriter): void {
    if (typeof this.value !== "boolean") twin.use(this.value);
    twin.nodes(this.nodes);
  }
}

/** A tag that takes "on" or "off", or nothing for on. */
function switchTag(name: string, around: Surrounding): TagParser {
  return (parser, token) => {
    const [, setting = "on", ...rest] = parser.words(token);
    if ((setting !== "on" && setting !== "off") || rest.length > 0) {
      throw parser.error(token, `{% ${name} %} takes on or off: {% ${name} off %}.`);
    }
    return new SurroundedNode(around, setting === "on", parser.parseBody(`end${name}`).nodes);
  };
}

/** `{% localize off %}…{% endlocalize %}`: whether values are written as the language does. */
export const localizeTag = switchTag("localize", (state, isOn, body) =>
  body(state.with({ localize: isOn === true })),
);

/** `{% localtime off %}…{% endlocaltime %}`: whether instants are shown in the current zone. */
export const localtimeTag = switchTag("localtime", (state, isOn, body) =>
  body(state.with({ keepZones: isOn !== true })),
);

/** `{% timezone "Europe/Paris" %}…{% endtimezone %}`; without a value (`None`), the app's own zone. */
export const timezoneTag: TagParser = (parser, token) => {
  const words = parser.words(token);
  if (words.length !== 2) {
    throw parser.error(token, '{% timezone %} takes one time zone: {% timezone "Europe/Paris" %}.');
  }
  const zone = parser.expression(words[1]!, token);
  return new SurroundedNode(inTimeZone, zone, parser.parseBody("endtimezone").nodes);
};

const inTimeZone: Surrounding = (state, value, body) => {
  const given = value instanceof SafeString ? value.text : (value ?? state.plain.defaultTimeZone);
  if (!isTimeZone(given)) throw new UnknownTimeZoneError(given);
  return withTimeZone(given, () => body(state.with({ timeZone: given })));
};

/** `{% get_current_timezone as zone %}` */
class CurrentTimeZoneNode implements Node {
  declare position?: Position;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  get sets(): readonly string[] {
    return namesSet(this.name);
  }

  emit(code: CodeWriter): void {
    code.assign(this.name, "S.plain.timeZone");
  }

  twin(twin: TwinWriter): void {
    twin.assign(this.name, "q.text");
  }
}

export const getCurrentTimezone: TagParser = (parser, token) => {
  const [, as, name, ...rest] = token.contents.split(/\s+/);
  if (as !== "as" || name === undefined || rest.length > 0) {
    throw parser.error(
      token,
      "{% get_current_timezone %} should read {% get_current_timezone as variable %}.",
    );
  }
  return new CurrentTimeZoneNode(name);
};
