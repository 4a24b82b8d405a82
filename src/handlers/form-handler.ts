import type { Form, FormFields, FormValues, FormView } from "../forms/index.ts";
import { html, type Request, type ResponseLike } from "../http/index.ts";
import { byMethod } from "../routing/index.ts";
import { type Address, answerOf } from "./address.ts";
import { type ContextOptions, extraContext } from "./options.ts";
import type { Flat, PageOf } from "./page.ts";

export interface FormHandlerOptions<Fields extends FormFields, Params, Extra extends object>
  extends ContextOptions<Params, Extra> {
  readonly template: PageOf<NoInfer<Flat<{ form: FormView<Fields> } & Extra>>>;
  /** What the form begins with. */
  readonly initial?: (
    request: Request,
    params: Params,
  ) => Partial<FormValues<Fields>> | Promise<Partial<FormValues<Fields>>>;
  /** Called with the values of a form that is right. Gives the answer, or an address to go to. */
  readonly onValid: (
    values: FormValues<Fields>,
    request: Request,
    params: Params,
  ) => Address | ResponseLike | Promise<Address | ResponseLike>;
}

/**
 * Shows a form, and takes it in: what isn't right is shown again, with status 422.
 *
 * @example
 * contact: path("contact/", formHandler(contactForm, {
 *   template: contactPage,
 *   onValid: async ({ email, message }) => { await sendMail(email, message); return "/thanks/"; },
 * })),
 */
export function formHandler<
  Fields extends FormFields,
  Params extends object = object,
  Extra extends object = object,
>(
  form: Form<Fields>,
  options: FormHandlerOptions<Fields, Params, Extra>,
): (request: Request, params: Params) => Promise<ResponseLike> {
  const show = async (shown: FormView<Fields>, request: Request, params: Params, status = 200) => {
    const extra = await extraContext(options as never, request, params);
    return html(options.template({ form: shown, ...(extra as object | undefined) } as never), { status });
  };
  const call = async (request: Request, params: Params) => {
    const initial = await options.initial?.(request, params);
    return initial === undefined ? {} : { initial: initial as never };
  };
  return byMethod<Params>({
    get: async (request, params) => show(form.blank(await call(request, params)), request, params),
    async post(request, params) {
      const result = await form.bind(request, await call(request, params));
      if (!result.isValid) return show(result, request, params, 422);
      return answerOf(await options.onValid(result.values, request, params));
    },
  });
}
