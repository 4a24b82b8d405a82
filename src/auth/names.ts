/**
 * A username as it is stored and compared: look-alike forms of one letter (`ﬁ` and `fi`, full-width letters) become
 * one, so that nobody registers a name that reads like another's. Unicode's NFKC, as in Django.
 */
export function normalizeUsername(username: string): string {
  // Far longer than any name that there can be: stays as it is. One letter may become eighteen, and takes its time.
  return username.length > 1_000 ? username : username.normalize("NFKC");
}

/** An e-mail address with its host in lower case. The part before the @ may tell upper from lower case, and stays. */
export function normalizeEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return at < 0 ? email : email.slice(0, at + 1) + email.slice(at + 1).toLowerCase();
}

/** What a username may consist of: letters and digits of any script, and `@ . + - _`. */
export function isUsername(username: string): boolean {
  return /^[\p{L}\p{N}\p{M}_.@+-]{1,150}$/u.test(username);
}
