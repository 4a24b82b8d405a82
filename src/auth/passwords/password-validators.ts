import { findCurrentApp } from "../../core/index.ts";
import { authSettings } from "../auth-settings.ts";
import { characterOverlap } from "./character-overlap.ts";
import { isCommonPassword } from "./common-passwords.ts";

/** What is wrong with a new password. Data, not an exception: the page shows the message beside the field. */
export interface PasswordProblem {
  /** Django's: `"password_too_short"`, `"password_too_common"`, … */
  readonly code: string;
  readonly message: string;
}

/** What a validator may know of the user whose password it is. */
export interface PasswordOwner {
  readonly username?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
}

/** A rule for new passwords. */
export interface PasswordValidator {
  /** A sentence for the form, before anything is typed. */
  readonly help: string;
  validate(
    password: string,
    owner: PasswordOwner,
  ): PasswordProblem | undefined | Promise<PasswordProblem | undefined>;
}

/** At least `length` characters: 8 by default. */
export function minLength(length = 8): PasswordValidator {
  const characters = `${length} character${length === 1 ? "" : "s"}`;
  return {
    help: `Your password must contain at least ${characters}.`,
    validate(password) {
      if ([...password].length >= length) return undefined;
      return {
        code: "password_too_short",
        message: `This password is too short. It must contain at least ${characters}.`,
      };
    },
  };
}

/** At most `length` characters: 4,096 by default, so that nobody sends a book to be hashed. */
export function maxLength(length = 4096): PasswordValidator {
  return {
    help: `Your password can have up to ${length} characters.`,
    validate(password) {
      if (password.length <= length) return undefined;
      return {
        code: "password_too_long",
        message: `This password is too long. It may contain at most ${length} characters.`,
      };
    },
  };
}

/** None of the passwords that everybody tries first. */
export function notCommon(): PasswordValidator {
  return {
    help: "Your password can’t be a commonly used password.",
    async validate(password) {
      if (!(await isCommonPassword(password))) return undefined;
      return { code: "password_too_common", message: "This password is too common." };
    },
  };
}

/** Not only digits. */
export function notNumeric(): PasswordValidator {
  return {
    help: "Your password can’t be entirely numeric.",
    validate(password) {
      if (!/^\p{Nd}+$/u.test(password)) return undefined;
      return { code: "password_entirely_numeric", message: "This password is entirely numeric." };
    },
  };
}

const ownerLabels: readonly [keyof PasswordOwner, string][] = [
  ["username", "username"],
  ["firstName", "first name"],
  ["lastName", "last name"],
  ["email", "email address"],
];

/**
 * Not too close to the user's own names and address, or a part of them.
 * @param options.maxSimilarity - From 0 to 1: 0.7 by default.
 */
export function notSimilarToUser(options: { maxSimilarity?: number } = {}): PasswordValidator {
  const { maxSimilarity = 0.7 } = options;
  return {
    help: "Your password can’t be too similar to your other personal information.",
    validate(password, owner) {
      const lower = password.toLowerCase();
      for (const [attribute, label] of ownerLabels) {
        const value = owner[attribute]?.toLowerCase();
        if (!value) continue;
        const parts = [...value.split(/[^\p{L}\p{N}_]+/u), value];
        if (!parts.some((part) => isSimilar(lower, part, maxSimilarity))) continue;
        return {
          code: "password_too_similar",
          message: `The password is too similar to the ${label}.`,
        };
      }
      return undefined;
    },
  };
}

function isSimilar(password: string, part: string, maxSimilarity: number): boolean {
  // A part that is so much shorter can't reach the limit, whatever its letters.
  const isMuchShorter =
    password.length >= 10 * part.length && part.length < (maxSimilarity / 2) * password.length;
  return !isMuchShorter && characterOverlap(password, part) >= maxSimilarity;
}

/** The rules for new passwords where the configuration has no others. */
export const defaultPasswordValidators: readonly PasswordValidator[] = [
  minLength(),
  maxLength(),
  notSimilarToUser(),
  notCommon(),
  notNumeric(),
];

/** Everything that is wrong with a new password, by the rules of the running app; empty where nothing is. */
export async function passwordProblems(
  password: string,
  owner: PasswordOwner,
  validators: readonly PasswordValidator[] = configuredValidators(),
): Promise<PasswordProblem[]> {
  const problems: PasswordProblem[] = [];
  for (const validator of validators) {
    const problem = await validator.validate(password, owner);
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}

function configuredValidators(): readonly PasswordValidator[] {
  return findCurrentApp() === undefined ? defaultPasswordValidators : authSettings().passwordValidators;
}
