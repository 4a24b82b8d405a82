import { escapeHtml, safe } from "../../templates/index.ts";
import { type Attributes, attributesHtml } from "../html.ts";
import { readText, type Widget, type WidgetValue } from "../widget.ts";

/** An `<input>` of a type that holds one text. */
export function inputWidget(type: string, attributes: Attributes = {}): Widget {
  return {
    read: readText,
    render: (view) =>
      safe(
        `<input${attributesHtml({ type, name: view.name, value: firstText(view.value), ...attributes, ...view.attributes })}>`,
      ),
    isHidden: type === "hidden",
  };
}

/** An `<input type="password">`, which never shows what was entered before. */
export function passwordWidget(attributes: Attributes = {}): Widget {
  return { ...inputWidget("password", attributes), forgetsValue: true };
}

/** A `<textarea>`. */
export function textareaWidget(attributes: Attributes = {}): Widget {
  return {
    read: readText,
    render: (view) => {
      const given = attributesHtml({ name: view.name, rows: 4, ...attributes, ...view.attributes });
      // A line break right behind the tag is dropped by browsers, so that one more keeps the value as it is.
      return safe(`<textarea${given}>\n${escapeHtml(firstText(view.value) ?? "")}</textarea>`);
    },
  };
}

/** An `<input type="checkbox">` for true and false. */
export function checkboxWidget(attributes: Attributes = {}): Widget {
  return {
    isCheck: true,
    sendsNothing: true,
    read: readText,
    render: (view) => {
      const checked = isTicked(firstText(view.value));
      return safe(
        `<input${attributesHtml({ type: "checkbox", name: view.name, ...attributes, ...view.attributes, checked })}>`,
      );
    },
  };
}

/** A value that stands for a ticked box: everything but nothing, `false` and `0`. */
export function isTicked(text: string | null): boolean {
  return text !== null && text !== "" && !/^(?:false|0)$/i.test(text);
}

function firstText(value: WidgetValue): string | null {
  return typeof value === "string" || value === null ? value : (value[0] ?? null);
}
