import { loginRequired } from "quintet/auth";
import { defineRoutes, path } from "quintet/routing";
import { showSignIn, showSignUp, signIn, signOut, signUp } from "./handlers/accounts.ts";
import { retryAnswer, stopAnswer, streamAnswer } from "./handlers/answers.ts";
import {
  askMore,
  remove,
  rename,
  showConversation,
  showRemove,
  showRename,
} from "./handlers/conversations.ts";
import { showDocs, showDocsPage } from "./handlers/docs.ts";
import { askFirst, home } from "./handlers/home.ts";
import { removeKey, saveSettings, showSettings } from "./handlers/settings.ts";

export const chatRoutes = defineRoutes({
  home: path("", { get: home, post: loginRequired(askFirst) }),
  conversation: path("c/<int:id>/", {
    get: loginRequired(showConversation),
    post: loginRequired(askMore),
  }),
  rename: path("c/<int:id>/rename/", { get: loginRequired(showRename), post: loginRequired(rename) }),
  delete: path("c/<int:id>/delete/", { get: loginRequired(showRemove), post: loginRequired(remove) }),

  stream: path("answers/<int:id>/stream/", { get: loginRequired(streamAnswer) }),
  stop: path("answers/<int:id>/stop/", { post: loginRequired(stopAnswer) }),
  retry: path("answers/<int:id>/retry/", { post: loginRequired(retryAnswer) }),

  settings: path("settings/", { get: loginRequired(showSettings), post: loginRequired(saveSettings) }),
  removeKey: path("settings/key/remove/", { post: loginRequired(removeKey) }),

  signUp: path("sign-up/", { get: showSignUp, post: signUp }),
  signIn: path("sign-in/", { get: showSignIn, post: signIn }),
  signOut: path("sign-out/", { post: signOut }),

  docs: path("docs/", { get: showDocs }),
  docsPage: path("docs/<slug:page>/", { get: showDocsPage }),
});
