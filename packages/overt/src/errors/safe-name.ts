/** What may be no name at all but a secret: then the redactor is asked, which takes some milliseconds to load. */
export type Redact = (text: string) => string;

const CLASS_NAME = /^[A-Za-z_$][\w$]{0,63}$/;
const CODE = /^[A-Za-z0-9][\w.-]{0,63}$/;
/** `TypeError`, `HttpTimeoutError`: words that begin with a capital, as nobody spells a secret. */
const PLAIN_CLASS = /^(?:[A-Z]{1,3}[a-z]{2,20}){1,6}$/;
/** `ENOENT`, `ERR_INVALID_ARG_TYPE`. */
const PLAIN_CODE = /^[A-Z]{2,20}(?:_[A-Z]{1,20}){0,7}$/;
/** Numbers as `P2002`, `TS2307`, `42P01`, `-32601` are codes; longer ones may be ids. */
const MAX_NUMBER = 1_000_000;

/** The name of a class of errors, unless it may hold anything else. */
export function toClassName(value: unknown, redact: Redact): string | undefined {
  if (typeof value !== 'string' || !CLASS_NAME.test(value)) return undefined;
  return PLAIN_CLASS.test(value) || isLeftAlone(value, redact) ? value : undefined;
}

/** A stable code of an error, unless it may hold anything else. */
export function toErrorCode(value: unknown, redact: Redact): string | undefined {
  if (Number.isInteger(value) && Math.abs(value as number) < MAX_NUMBER) return String(value);
  if (typeof value !== 'string' || !CODE.test(value)) return undefined;
  return PLAIN_CODE.test(value) || isLeftAlone(value, redact) ? value : undefined;
}

function isLeftAlone(value: string, redact: Redact): boolean {
  return redact(value) === value;
}
