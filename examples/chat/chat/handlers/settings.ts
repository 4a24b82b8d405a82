import type { User } from "quintet/auth";
import { flash } from "quintet/flash";
import { html, type Request, type Response, redirect } from "quintet/http";
import { urlFor } from "quintet/routing";
import { chooseProvider } from "../choose-provider.ts";
import { listConversations } from "../conversation-list.ts";
import { type FieldView, submittedText } from "../form-fields.ts";
import { type ModelKeyInput, storeKey } from "../keys.ts";
import { ModelKey } from "../models.ts";
import { settingsPage } from "../pages.ts";
import { completionsUrl, defaultBaseUrl, defaultModel } from "../providers/openai-endpoint.ts";

type Problems = Partial<Record<keyof ModelKeyInput, string>>;

export async function showSettings(_request: Request, _params: object, user: User): Promise<Response> {
  return page(user);
}

/** Stores a key for a model service. */
export async function saveSettings(request: Request, _params: object, user: User): Promise<Response> {
  const data = await request.form();
  const input = {
    apiKey: submittedText(data, "apiKey"),
    baseUrl: submittedText(data, "baseUrl"),
    model: submittedText(data, "model"),
  };
  const problems = problemsOf(input);
  if (Object.keys(problems).length > 0) return page(user, input, problems);
  await storeKey(user, input);
  flash(request, "success", "Key saved.");
  return redirect(urlFor("settings"), { status: 303 });
}

/** Forgets the key. */
export async function removeKey(request: Request, _params: object, user: User): Promise<Response> {
  await ModelKey.where({ owner: user }).delete();
  flash(request, "success", "Key removed.");
  return redirect(urlFor("settings"), { status: 303 });
}

/** What is wrong with a key, by field, in words. */
export function problemsOf({ apiKey, baseUrl, model }: ModelKeyInput): Problems {
  const problems: Problems = {};
  if (apiKey === "") problems.apiKey = "Enter the key.";
  else if (!/^[\x21-\x7e]{1,500}$/.test(apiKey)) {
    problems.apiKey =
      "A key consists of letters, digits and signs without spaces, and of at most 500 of them.";
  }
  const url = completionsUrl(baseUrl);
  if (url?.protocol !== "https:")
    problems.baseUrl = `Enter an address that begins with https://, such as ${defaultBaseUrl}.`;
  else if (baseUrl.length > 200) problems.baseUrl = "An address has at most 200 characters here.";
  if (model === "") problems.model = "Enter the name of a model that the service knows.";
  else if (model.length > 100) problems.model = "The name of a model has at most 100 characters here.";
  return problems;
}

async function page(user: User, input?: ModelKeyInput, problems: Problems = {}): Promise<Response> {
  const [groups, { answersBy }, key] = await Promise.all([
    listConversations(user),
    chooseProvider(user),
    ModelKey.find({ owner: user }),
  ]);
  const context = {
    groups,
    answersBy,
    fields: fieldsFor(input, problems),
    ...(key === null ? {} : { maskedKey: key.hint, model: key.model, baseUrl: key.baseUrl }),
  };
  return html(settingsPage(context), { status: input === undefined ? 200 : 422 });
}

function fieldsFor(input: ModelKeyInput | undefined, problems: Problems): FieldView[] {
  const errorsOf = (name: keyof ModelKeyInput) => (problems[name] === undefined ? [] : [problems[name]]);
  return [
    {
      name: "apiKey",
      label: "API key",
      type: "password",
      autocomplete: "off",
      isRequired: true,
      isCode: true,
      placeholder: "sk-…",
      errors: errorsOf("apiKey"), // the key itself is never sent back
    },
    {
      name: "baseUrl",
      label: "Address",
      type: "url",
      value: input?.baseUrl ?? defaultBaseUrl,
      isRequired: true,
      isCode: true,
      maxLength: 200,
      help: "Without /chat/completions. It must be public and begin with https://.",
      errors: errorsOf("baseUrl"),
    },
    {
      name: "model",
      label: "Model",
      type: "text",
      value: input?.model ?? defaultModel,
      isRequired: true,
      isCode: true,
      maxLength: 100,
      errors: errorsOf("model"),
    },
  ];
}
