import { admin } from "quintet/admin";
import { auth, loginRequired } from "quintet/auth";
import { setLanguage } from "quintet/handlers";
import { defineRoutes, mount, path } from "quintet/routing";
import { counted } from "./at-work.ts";
import * as handlers from "./handlers.ts";

/** Routes that other programs call; they trust no cookie. */
const program = { unsafeCsrfExempt: true };

const memberRoutes = defineRoutes({
  start: path("", loginRequired(handlers.members)),
  report: path("report/", loginRequired(handlers.members)),
});

export const routes = defineRoutes({
  home: path("", handlers.home),
  page: path("page/", handlers.showPage),
  echoQuery: path("echo/query/", handlers.echoQuery),
  echoCookies: path("echo/cookies/", handlers.echoCookies),
  echoFacts: path("echo/facts/", handlers.echoFacts, program),
  echoHeaders: path("echo/headers/", handlers.echoHeaders),
  echoAccepts: path("echo/accepts/", handlers.echoAccepts),
  echoJson: path("echo/json/", { post: counted(handlers.echoJson) }, program),
  echoForm: path("echo/form/", { post: counted(handlers.echoForm) }, program),
  guardedForm: path("guarded/form/", {
    post: handlers.echoForm,
    put: handlers.echoForm,
    patch: handlers.echoForm,
    delete: handlers.echoForm,
  }),
  guardedJson: path("guarded/json/", { post: handlers.echoJson }),
  go: path("go/", handlers.go),
  goBack: path("go-back/", { post: handlers.goBack }, program),
  report: path("reports/<int:id>", handlers.report),
  named: path("names/<str:id>", (_request, { id }) => handlers.report(_request, { id: id.length })),
  anything: path("pages/<path:rest>/", handlers.anything),
  members: mount("members/", memberRoutes),
  accented: mount("\u00e9/", memberRoutes),
  readSession: path("session/read/", handlers.readSession),
  writeSession: path("session/write/", handlers.writeSession),
  flushSession: path("session/flush/", handlers.flushSession),
  upload: path("upload/", { post: counted(handlers.upload) }, program),
  uploadByName: path("upload-by-name/", { post: counted(handlers.uploadByName) }, program),
  uploadMuch: path(
    "upload-much/",
    { post: counted(handlers.upload) },
    { ...program, limits: { maxBodyBytes: 400_000_000 } },
  ),
  download: path("download/", handlers.download),
  namedFile: path("named-file/", handlers.named),
  endless: path("endless/", handlers.endless),
  events: path("events/", handlers.events),
  header: path("header/", handlers.header),
  redirectTo: path("redirect-to/", handlers.redirectTo),
  language: path("language/", handlers.language),
  setLanguage: path("set-language/", { post: setLanguage }, program),
  preview: path("preview/", handlers.preview),
  signedCookie: path("signed/read/", handlers.signedCookie),
  signedValue: path("signed/write/", handlers.signedValue),
  hurt: path("hurt/", { get: handlers.hurt, post: handlers.hurt }, program),
  auth: mount("accounts/", auth.routes),
  admin: mount("admin/", admin.routes),
});
