import { text } from "quintet/http";
import { path } from "quintet/routing";
import type { SecurityOptions } from "quintet/security";

path("hook/", () => text(""), { unsafeCsrfExempt: true, csp: { imgSrc: ["data:"] } });
// @ts-expect-error turning the check off takes the word "unsafe"
path("hook/", () => text(""), { csrfExempt: true });
// @ts-expect-error a directive that isn't there
path("hook/", () => text(""), { csp: { imageSrc: ["data:"] } });

path("login/", () => text(""), { rateLimit: { requests: 5, windowSeconds: 60 } });
path("api/", () => text(""), {
  rateLimit: [
    { requests: 5, windowSeconds: 1 },
    { requests: 100, windowSeconds: 60, key: (request) => request.ip },
  ],
});
// @ts-expect-error a limit says how long its window is
path("login/", () => text(""), { rateLimit: { requests: 5 } });
// @ts-expect-error a limit has no such key
path("login/", () => text(""), { rateLimit: { requests: 5, perSeconds: 60 } });
// @ts-expect-error numbers, not texts
path("login/", () => text(""), { rateLimit: { requests: "5", windowSeconds: 60 } });
// @ts-expect-error sources of a route are lists, too
path("", () => text(""), { csp: { imgSrc: "data:" } });
// @ts-expect-error turning the policy off takes the word "unsafe"
path("", () => text(""), { csp: false });

const options: SecurityOptions = { allowedHosts: ["shop.example"], hsts: { maxAgeSeconds: 60 } };
// @ts-expect-error sources are lists
const wrong: SecurityOptions = { csp: { imgSrc: "data:" } };

path("", (request) => {
  const nonce: string = request.cspNonce;
  const token: string = request.csrfToken;
  // @ts-expect-error a token is read, not set
  request.csrfToken = "x";
  return text(nonce + token);
});

export { options, wrong };
