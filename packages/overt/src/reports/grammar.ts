/** Longer names are generated, or no names. */
const MAX_NAME = 80;
/** Longer paths are no path of a package. */
const MAX_FILE = 512;

const TYPE = /^[A-Za-z_$][\w$.-]*$/;
const CODE = /^[\w$-][\w$.:-]*$/;
/** `Foo.bar`, `new Foo`, `get size`, `Foo.#bar [as baz]`, `Object.<anonymous>`. */
const FUNCTION = /^(?:(?:new|get|set) )?[\p{L}\p{N}_$.#<>]+(?: \[as [\p{L}\p{N}_$.#]+\])?$/u;
/** With `@` for a scope or before a version only: elsewhere, it is in addresses. */
const SEGMENT = String.raw`(?!\.\.?(?:/|$))(?=[^/]{1,64}(?:/|$))@?[\w.+$-]+(?:@\d[\w.+-]*)?`;
const FILE = new RegExp(
  String.raw`^(?:(?:app:/|node_modules)(?:/${SEGMENT})+|node:[A-Za-z_][\w-]*(?:/${SEGMENT})*|native)$`,
);

/** Whether `type` may stand as the class of an error. */
export function isType(type: unknown): type is string {
  return isNamed(type, TYPE);
}

/** Whether `code` may stand as the code of an error. */
export function isCode(code: unknown): code is string {
  return isNamed(code, CODE);
}

/** Whether `name` may stand as that of a function: what an engine writes for one that has been written as such. */
export function isFunctionName(name: unknown): name is string {
  return isNamed(name, FUNCTION);
}

/**
 * Whether `file` may stand in a frame: `app:///…` (the tool's own), `node_modules/…` (a dependency), `node:…` (Node itself) or
 * `native` (the engine). The alphabet has no blank, no colon and no bracket, so a frame can be read back.
 */
export function isFrameFile(file: unknown): file is string {
  return typeof file === 'string' && file.length <= MAX_FILE && FILE.test(file.replace('app:///', 'app://'));
}

/** Lines and columns are counted from 1. */
export function isPosition(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0 && (value as number) < 1e9;
}

function isNamed(value: unknown, shape: RegExp): value is string {
  return typeof value === 'string' && value.length <= MAX_NAME && shape.test(value);
}
