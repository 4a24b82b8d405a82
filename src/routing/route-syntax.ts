import { type Converter, converterNames, findConverter } from "./converters.ts";
import { RouteSyntaxError, UnknownConverterError } from "./errors.ts";

/** A piece of a route: text that stands as it is, or a parameter. */
export type RoutePart = string | RouteParameter;

/** `<int:year>` in a route. */
export interface RouteParameter {
  readonly name: string;
  readonly converter: Converter;
}

/**
 * Reads a route: `"articles/<int:year>/"` gives `"articles/"`, the parameter `year`, `"/"`. A parameter without a
 * converter is a `str`. Syntax and refusals are those of Django's `path()`; brackets that have no partner, which
 * Django takes for text and warns about, are refused.
 *
 * @throws {@link RouteSyntaxError} {@link UnknownConverterError}
 */
export function parseRoute(route: string): RoutePart[] {
  const parts: RoutePart[] = [];
  const names = new Set<string>();
  let position = 0;
  while (position < route.length) {
    const open = route.indexOf("<", position);
    const text = open === -1 ? route.slice(position) : route.slice(position, open);
    refuseStray(route, text, position);
    if (text !== "") parts.push(text);
    if (open === -1) break;
    const close = route.indexOf(">", open);
    if (close === -1) {
      throw new RouteSyntaxError(
        route,
        open,
        "This bracket is never closed. Write <name> or <converter:name>.",
      );
    }
    const parameter = parseParameter(route, open, close);
    if (names.has(parameter.name)) {
      throw new RouteSyntaxError(route, open, `The parameter "${parameter.name}" stands here a second time.`);
    }
    names.add(parameter.name);
    parts.push(parameter);
    position = close + 1;
  }
  return parts;
}

function refuseStray(route: string, text: string, position: number): void {
  const stray = text.indexOf(">");
  if (stray !== -1) {
    throw new RouteSyntaxError(route, position + stray, "This bracket was never opened.");
  }
}

function parseParameter(route: string, open: number, close: number): RouteParameter {
  const inside = route.slice(open + 1, close);
  const space = inside.search(/\s/);
  if (space !== -1) {
    throw new RouteSyntaxError(route, open + 1 + space, "There may be no space between the brackets.");
  }
  const colon = inside.indexOf(":");
  const converterName = colon === -1 ? "str" : inside.slice(0, colon);
  const name = inside.slice(colon + 1);
  const at = open + 1 + (colon + 1);
  // An object literal takes "__proto__" for something else.
  if (!/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) || name === "__proto__") {
    throw new RouteSyntaxError(
      route,
      at,
      `${JSON.stringify(name)} can't be the name of a parameter: letters, digits and "_", no digit first.`,
    );
  }
  const converter = findConverter(converterName);
  if (converter === undefined) throw new UnknownConverterError(route, converterName, converterNames());
  return { name, converter };
}
