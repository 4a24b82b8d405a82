const clientObjects = new WeakSet<object>();

/*
 * Objects that a client has written, as JSON. Their values are checked by whoever uses them, but their keys are as much
 * the client's choice: `{ "token": { "ne": "" } }` in place of a text is a condition of its own, and an object handed to
 * `create()` as it came sets every field that the client can name. Whoever reads such objects marks them here, and
 * whoever gives keys a meaning refuses them: the two needn't know each other.
 */
export function markAsClients(object: object): void {
  clientObjects.add(object);
}

/** Whether a client wrote the object, keys and all. A copy made key by key is the program's own. */
export function isClients(object: object): boolean {
  return clientObjects.has(object);
}
