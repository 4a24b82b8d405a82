import type { FormView, ModelForm, ModelFormOptions } from "../forms/index.ts";
import type { Request, ResponseLike } from "../http/index.ts";
import { type Address, answerOf } from "./address.ts";
import type { ContextOptions } from "./options.ts";

/** What handlers with a form for a model take: what the form offers, and what happens to a row that is right. */
export interface EditOptions<Row, Name extends keyof Row & string, Params, Extra extends object>
  extends ModelFormOptions<Row, Name>,
    ContextOptions<Params, Extra> {
  /** Called before a row that is right is stored: to set what doesn't come from the visitor, such as the owner. */
  readonly beforeSave?: (row: Row, request: Request, params: Params) => void | Promise<void>;
  /** Where to go when the row is stored, or the whole answer. */
  readonly success: (
    row: Row,
    request: Request,
    params: Params,
  ) => Address | ResponseLike | Promise<Address | ResponseLike>;
}

// biome-ignore lint/suspicious/noExplicitAny: a form for any model; its options were checked by their types
export type AnyModelForm = ModelForm<any, never>;
type AnyResult = Awaited<ReturnType<AnyModelForm["bind"]>>;

/** Stores what is right and answers; shows what isn't, as it was sent. */
export async function saveOrShow(
  options: EditOptions<object, never, object, object>,
  result: AnyResult,
  request: Request,
  params: object,
  show: (shown: FormView) => Promise<ResponseLike>,
): Promise<ResponseLike> {
  if (!result.isValid) return show(result as FormView);
  await options.beforeSave?.(result.row, request, params);
  const saved = await result.save();
  if (!saved.isValid) return show(saved as FormView);
  return answerOf(await options.success(saved.row, request, params));
}
