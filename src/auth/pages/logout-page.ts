import { type Request, type ResponseLike, redirect } from "../../http/index.ts";
import { authSettings } from "../auth-settings.ts";
import { logout } from "../login.ts";
import { configuredAddress } from "../login-address.ts";

/** Logs out. By POST only: a picture with this address on another site must not log anybody out. */
export async function sendLogout(request: Request): Promise<ResponseLike> {
  await logout(request);
  return redirect(configuredAddress(authSettings().logoutRedirectUrl), { status: 303 });
}
