import { logger } from "quintet";
import type { User } from "quintet/auth";
import { urlFor } from "quintet/routing";
import { currentChat } from "./chat-service.ts";
import { readKey } from "./keys.ts";
import { ModelKey } from "./models.ts";
import { DocumentationProvider } from "./providers/documentation.ts";
import { ProviderError } from "./providers/errors.ts";
import { OpenAiProvider } from "./providers/openai.ts";
import type { AnswerProvider } from "./providers/provider.ts";

/** Who answers, and what is said about it below the box for questions. */
export interface ChosenProvider {
  readonly provider: AnswerProvider;
  readonly usesModel: boolean;
  readonly answersBy: string;
}

/** A person's own key first, then the model of the environment, then the documentation. */
export async function chooseProvider(user: User): Promise<ChosenProvider> {
  const key = await ModelKey.find({ owner: user });
  if (key !== null) {
    return {
      provider: ownProvider(key),
      usesModel: true,
      answersBy: `Answers by ${key.model} with your own key. Models make mistakes.`,
    };
  }
  const { model, documentation } = currentChat();
  if (model !== undefined) {
    return {
      provider: model,
      usesModel: true,
      answersBy: `Answers by ${model.label}. Models make mistakes.`,
    };
  }
  return {
    provider: new DocumentationProvider(documentation, {
      linkTo: (page) => urlFor("docsPage", { page }),
      settingsUrl: urlFor("settings"),
    }),
    usesModel: false,
    answersBy: "Answers are passages from Quintet’s documentation.",
  };
}

function ownProvider(key: ModelKey): AnswerProvider {
  try {
    const { baseUrl, model } = key;
    return new OpenAiProvider({ baseUrl, model, apiKey: readKey(key), publicOnly: true });
  } catch (error) {
    logger("chat").warn({ err: error }, "A stored key can't be read.");
    return unreadableKey;
  }
}

const unreadableKey: AnswerProvider = {
  label: "",
  // biome-ignore lint/correctness/useYield: it fails before its first piece
  async *answer() {
    throw new ProviderError(
      "unauthorized",
      "Your stored key can't be read any more, because the secret key of this server was changed. Enter it again in Settings.",
    );
  },
};
