import { currentApp } from "../core/index.ts";
import type { CookieOptions } from "../http/index.ts";
import { cookiePolicy } from "../security/index.ts";

/** The cookie that carries messages. Its name is Django's. */
export function flashCookie(): { readonly name: string; readonly options: CookieOptions } {
  const { name, options } = cookiePolicy(currentApp("flash()").config);
  return { name: name("messages"), options };
}
