/*
 * Templates reach own properties and what classes declare, never what comes with the language: `constructor`, `call`,
 * `__proto__`, `toString` and the like lead to code. So a look-up climbs the prototypes of an object up to the first
 * one that belongs to the language itself.
 */
const languageClasses = [
  Object,
  Function,
  Array,
  String,
  Number,
  Boolean,
  Symbol,
  BigInt,
  Date,
  RegExp,
  Promise,
  Proxy,
  Map,
  Set,
  WeakMap,
  WeakSet,
  WeakRef,
  FinalizationRegistry,
  Iterator,
  Error,
  AggregateError,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  ArrayBuffer,
  SharedArrayBuffer,
  DataView,
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Uint8ClampedArray,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];
const samples = [function* () {}, async function* () {}, async () => {}];

const languagePrototypes = new Set<object>();
for (const { prototype } of languageClasses) if (prototype) languagePrototypes.add(prototype);
languagePrototypes.add(Object.getPrototypeOf(Uint8Array.prototype));
for (const sample of samples) {
  languagePrototypes.add(Object.getPrototypeOf(sample));
  let above = (sample as { prototype?: object }).prototype;
  while (above && above !== Object.prototype) {
    above = Object.getPrototypeOf(above) as object;
    languagePrototypes.add(above);
  }
}

/** Whether an object is the prototype of a class that belongs to the language. */
export function isLanguagePrototype(object: object): boolean {
  return languagePrototypes.has(object);
}

const forbiddenNames = new Set(["constructor", "prototype", "__proto__"]);

/** Whether templates may never look this name up, wherever it stands. */
export function isForbiddenName(name: string): boolean {
  return forbiddenNames.has(name) || name.startsWith("_");
}

/** Whether an object has a member of its own or one that its class declares. */
export function declares(target: object, name: string): boolean {
  if (isForbiddenName(name)) return false;
  let level: object | null = target;
  while (level !== null && !languagePrototypes.has(level)) {
    if (Object.hasOwn(level, name)) return true;
    level = Object.getPrototypeOf(level) as object | null;
  }
  return false;
}

/** Whether an object was written as `{ … }`: what a template treats as a dictionary. */
export function isDictionary(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
