import { text } from "quintet/http";
import { path } from "quintet/routing";
import type { SecurityOptions } from "quintet/security";

path("hook/", () => text(""), { unsafeCsrfExempt: true, csp: { imgSrc: ["data:"] } });
// @ts-expect-error turning the check off takes the word "unsafe"
path("hook/", () => text(""), { csrfExempt: true });
// @ts-expect-error a directive that isn't there
path("hook/", () => text(""), { csp: { imageSrc: ["data:"] } });

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
