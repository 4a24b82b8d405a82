let known: Promise<ReadonlySet<string>> | undefined;

/** Whether a password is among the 49,000 that people use most. The list is loaded when it is first needed. */
export async function isCommonPassword(password: string): Promise<boolean> {
  known ??= loadCommonPasswords();
  return (await known).has(password.trim().toLowerCase());
}

async function loadCommonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  return new Set(dictionary["passwords-common"]);
}
