import { BadSignatureError, SignatureExpiredError, signObject, unsignObject } from "../../crypto/index.ts";
import { type FieldProblem, problem } from "../../forms/index.ts";
import type { ContentInfo } from "../content/content-type.ts";
import { problemWith, type UploadRules } from "../content/upload-rules.ts";

/*
 * What a browser holds in its hands after a file went to the storage directly and was looked into: a signed text that a form sends in the place of
 * the file. A name alone would do as well for whoever knows, or guesses, the name of somebody else's file.
 */

const salt = "quintet.files.uploaded";
const maxAgeSeconds = 86_400;

/** A file that is in a storage, and what was found in it. */
export interface UploadedFact {
  readonly alias: string;
  readonly name: string;
  readonly size: number;
  readonly info: ContentInfo;
}

export function signUpload(uploaded: UploadedFact): string {
  return signObject(uploaded, { salt });
}

/** The file that a text stands for; what is wrong with it; `undefined` where it is no such text. */
export function storedUploadOf(
  token: string,
  alias: string,
  rules: UploadRules,
): { readonly name: string } | { readonly problems: readonly FieldProblem[] } | undefined {
  try {
    const uploaded = unsignObject(token, { salt, maxAgeSeconds }) as UploadedFact; // what signUpload() signed
    if (uploaded.alias !== alias) return undefined;
    // The field may ask for more than the place where the file was sent to.
    const wrong = problemWith(uploaded.info, uploaded.size, rules);
    return wrong === undefined ? { name: uploaded.name } : { problems: [wrong] };
  } catch (error) {
    if (error instanceof SignatureExpiredError)
      return { problems: [problem("expired", "The upload is too long ago. Choose the file again.")] };
    if (error instanceof BadSignatureError) return undefined;
    throw error;
  }
}
