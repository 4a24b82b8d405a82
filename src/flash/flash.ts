import {
  currentRequest,
  describeMiddleware,
  type Middleware,
  type Request,
  RequestSlot,
  type Response,
} from "../http/index.ts";
import type { SafeString } from "../templates/index.ts";
import { UnknownFlashLevelError } from "./errors.ts";
import { FlashBox } from "./flash-box.ts";
import { type FlashLevel, FlashMessage, flashLevels } from "./flash-message.ts";

const boxes = new RequestSlot<FlashBox>();

/**
 * Leaves a message for the visitor, shown once on the next page that shows messages: this one, or the one after a
 * redirect. A text is escaped there; HTML of your own is marked with `safe()`.
 *
 * @param options.tags - Further CSS classes.
 *
 * @example
 * flash(request, "success", "The book was saved.");
 * return redirect(urlFor("books"));
 */
export function flash(
  request: Request,
  level: FlashLevel,
  text: string | SafeString,
  options: { tags?: string } = {},
): void {
  if (!flashLevels.includes(level)) throw new UnknownFlashLevelError(level, flashLevels);
  boxOf(request).add(new FlashMessage(level, text, options.tags));
}

/** The messages for the visitor, which count as shown from now on. In templates it is `messages`. */
export function takeMessages(
  request: Request = currentRequest("takeMessages()"),
): Promise<readonly FlashMessage[]> {
  return boxOf(request).read();
}

/** Keeps messages until they are shown. Stands below `sessionMiddleware` in the list of middleware. */
export const flashMiddleware: Middleware = (request, next) => {
  const response = next(request);
  if (response instanceof Promise) return response.then((done) => keepUnread(request, done));
  return keepUnread(request, response);
};
describeMiddleware(flashMiddleware, { name: "flashMiddleware", needs: ["sessionMiddleware"] });

function keepUnread(request: Request, response: Response): Response | Promise<Response> {
  const box = boxes.get(request);
  return box === undefined ? response : box.store(response).then(() => response);
}

function boxOf(request: Request): FlashBox {
  let box = boxes.get(request);
  if (box === undefined) {
    box = new FlashBox(request);
    boxes.set(request, box);
  }
  return box;
}
