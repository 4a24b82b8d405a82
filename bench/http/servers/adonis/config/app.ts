import { defineConfig } from "@adonisjs/core/http";

export const appUrl = "http://127.0.0.1";
export const http = defineConfig({
  generateRequestId: true,
  allowMethodSpoofing: true,
  useAsyncLocalStorage: false,
  cookie: { domain: "", path: "/", maxAge: "2h", httpOnly: true, secure: false, sameSite: "lax" },
});
