import { currentApp, env, type ServiceKey, secret, serviceKey } from "quintet";
import { RateLimiter } from "quintet/security";
import { AnswerRegistry } from "./answers/answer-registry.ts";
import { type AnswerTimes, defaultTimes } from "./answers/running-answer.ts";
import { EndpointError } from "./errors.ts";
import { OpenAiProvider } from "./providers/openai.ts";
import { completionsUrl, defaultBaseUrl, defaultModel } from "./providers/openai-endpoint.ts";
import type { AnswerProvider } from "./providers/provider.ts";
import { Documentation } from "./search/documentation.ts";

/** What lives as long as the app: the documentation, and the answers that are being written. */
export interface ChatService {
  readonly documentation: Documentation;
  readonly answers: AnswerRegistry;
  /** The model that the environment names, for everyone without a key of their own; `undefined` where it names none. */
  readonly model: AnswerProvider | undefined;
  readonly times: AnswerTimes;
  /** Making an account hashes a password: a flood of them would keep everyone else from signing in. */
  readonly signUps: RateLimiter;
}

export interface ChatOptions {
  /** The folder that holds `README.md` and `docs`. */
  readonly documentationFolder: string;
  /** Answers instead of what the environment names. */
  readonly model?: AnswerProvider;
  readonly times?: Partial<AnswerTimes>;
}

export const chatService: ServiceKey<ChatService> = serviceKey("chat");

/** The service of the app that answers this request. */
export function currentChat(): ChatService {
  return currentApp("The chat").service(chatService);
}

export async function createChatService(options: ChatOptions): Promise<ChatService> {
  const model = options.model ?? modelOfEnvironment();
  return {
    documentation: await Documentation.read(options.documentationFolder),
    answers: new AnswerRegistry(),
    model,
    times: { ...defaultTimes, ...options.times },
    signUps: new RateLimiter({
      name: "chat.sign-ups",
      requests: env.integer("SIGN_UPS_PER_HOUR", 30).value,
      windowSeconds: 3600,
    }),
  };
}

/** `OPENAI_BASE_URL` alone will do for a model on one's own machine, `OPENAI_API_KEY` alone for OpenAI. */
function modelOfEnvironment(): AnswerProvider | undefined {
  const baseUrl = env.string("OPENAI_BASE_URL", "").value;
  const apiKey = secret("OPENAI_API_KEY", "").value;
  if (baseUrl === "" && apiKey.reveal() === "") return undefined;
  if (baseUrl !== "" && completionsUrl(baseUrl) === undefined) throw new EndpointError(baseUrl);
  return new OpenAiProvider({
    baseUrl: baseUrl || defaultBaseUrl,
    model: env.string("OPENAI_MODEL", defaultModel).value,
    ...(apiKey.reveal() === "" ? {} : { apiKey }),
  });
}
