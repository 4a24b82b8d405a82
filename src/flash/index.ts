export { UnknownFlashLevelError } from "./errors.ts";
export { flash, flashMiddleware, takeMessages } from "./flash.ts";
export { type FlashLevel, FlashMessage } from "./flash-message.ts";
export { flashMessages } from "./flash-module.ts";
export { decodeMessages, encodeMessages } from "./message-cookie.ts";
