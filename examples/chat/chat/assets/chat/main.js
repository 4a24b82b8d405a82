import { startComposer } from "./composer.js";
import { startCopyButtons } from "./copy.js";
import { startDialogs } from "./dialogs.js";
import { startThemeToggle } from "./theme-toggle.js";

// Every page works without any of this; each of these makes something nicer.
startThemeToggle();
startDialogs();
startCopyButtons();
startComposer();

// A message about what was done needs no closing.
for (const message of document.querySelectorAll(".flash-message:not(.flash-error)")) {
  setTimeout(() => message.classList.add("is-leaving"), 4000);
  setTimeout(() => message.remove(), 4500);
}
