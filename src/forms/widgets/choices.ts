import { escapeHtml, safe } from "../../templates/index.ts";
import { type Attributes, attributesHtml } from "../html.ts";
import { readText, readTexts, type Widget, type WidgetChoice, type WidgetView } from "../widget.ts";

/** A `<select>` for one value. */
export function selectWidget(attributes: Attributes = {}): Widget {
  return { read: readText, render: (view) => renderSelect(view, attributes) };
}

/** A `<select multiple>`. */
export function selectMultipleWidget(attributes: Attributes = {}): Widget {
  return {
    sendsNothing: true,
    read: readTexts,
    render: (view) => renderSelect(view, { ...attributes, multiple: true }),
  };
}

/** Radio buttons for one value. */
export function radioWidget(attributes: Attributes = {}): Widget {
  return {
    isGroup: true,
    sendsNothing: true,
    read: readText,
    render: (view) => renderGroup(view, "radio", attributes),
  };
}

/** Boxes to tick for several values. */
export function checkboxesWidget(attributes: Attributes = {}): Widget {
  return {
    isGroup: true,
    sendsNothing: true,
    read: readTexts,
    render: (view) => renderGroup(view, "checkbox", attributes),
  };
}

function renderSelect(view: WidgetView, attributes: Attributes) {
  const chosen = chosenValues(view);
  const given = attributesHtml({ name: view.name, ...attributes, ...view.attributes });
  let options = "";
  for (const [group, choices] of groupsOf(view.choices)) {
    const inner = choices
      .map(({ value, label }) => {
        const selected = chosen.has(value);
        return `<option${attributesHtml({ value, selected })}>${escapeHtml(label)}</option>`;
      })
      .join("");
    options +=
      group === undefined ? inner : `<optgroup${attributesHtml({ label: group })}>${inner}</optgroup>`;
  }
  return safe(`<select${given}>${options}</select>`);
}

function renderGroup(view: WidgetView, type: "radio" | "checkbox", attributes: Attributes) {
  const chosen = chosenValues(view);
  const { id, required, "aria-describedby": describedBy, "aria-invalid": invalid, ...rest } = view.attributes;
  const items = view.choices.map(({ value, label }, index) => {
    const own = { type, name: view.name, value, id: `${view.id}_${index}`, ...attributes, ...rest };
    // Of radio buttons one must be chosen; of boxes "required" would ask for that one.
    const needed = type === "radio" && required === true;
    const checked = chosen.has(value);
    return `<label><input${attributesHtml({ ...own, required: needed, checked })}> ${escapeHtml(label)}</label>`;
  });
  const around = {
    id,
    role: type === "radio" ? "radiogroup" : "group",
    "aria-labelledby": `${view.id}_label`,
    "aria-describedby": describedBy,
    "aria-invalid": invalid,
  };
  return safe(`<div${attributesHtml(around)}>${items.join("")}</div>`);
}

function chosenValues(view: WidgetView): ReadonlySet<string> {
  const { value } = view;
  if (value === null) return new Set([""]);
  return new Set(typeof value === "string" ? [value] : value);
}

/** Choices that follow each other under the same heading stand together. */
function groupsOf(choices: readonly WidgetChoice[]): [group: string | undefined, choices: WidgetChoice[]][] {
  const groups: [string | undefined, WidgetChoice[]][] = [];
  for (const choice of choices) {
    const last = groups.at(-1);
    if (last !== undefined && last[0] === choice.group) last[1].push(choice);
    else groups.push([choice.group, [choice]]);
  }
  return groups;
}
