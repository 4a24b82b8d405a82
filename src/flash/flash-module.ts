import { defineModule } from "../core/index.ts";
import { takeMessages } from "./flash.ts";

/** Messages that are shown once, on the next page: list it in `modules`. Its middleware is among the default ones. */
export const flashMessages = defineModule({
  name: "flash",
  label: "Messages",
  folder: import.meta.dirname,
  sharedData: { messages: () => takeMessages() },
});
