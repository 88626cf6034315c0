/** Stands where a key is: what is shown may be passed on. */
const MASK = '[key]';

const SECRET_NAME =
  /auth|key|token|secret|cookie|passw|credential|signature|\bsig\b|dsn|session|honeycomb-team/i;

/** A header as it may be shown: of what lets somebody in, only the kind is left. */
export function maskHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecret(name) ? maskValue(value) : value]),
  );
}

/** An address without the user, the password and the keys that may be in it. */
export function maskUrl(target: string): string {
  try {
    const url = new URL(target);
    if (url.username === '' && url.password === '' && url.search === '') return target;
    if (url.username !== '') url.username = 'user';
    if (url.password !== '') url.password = 'key';
    const names = Array.from(url.searchParams.keys());
    for (const name of names) if (isSecret(name)) url.searchParams.set(name, 'key');
    return url.href;
  } catch {
    return target;
  }
}

/** Shorter ones would be found in other words. */
const MIN_KEY_LENGTH = 8;

/** What a sink would send, without the keys that it was given: some formats have them in the body. */
export function maskBody(body: string, options: Readonly<Record<string, unknown>>): string {
  const keys = Object.entries(options).flatMap(([name, value]) =>
    isSecret(name) && typeof value === 'string' && value.length >= MIN_KEY_LENGTH ? [value] : [],
  );
  return keys.reduce((text, key) => text.replaceAll(key, () => MASK), body);
}

/** The idempotency key names a batch; it opens nothing. */
function isSecret(name: string): boolean {
  return SECRET_NAME.test(name) && name !== 'idempotency-key';
}

/** `Bearer abc` becomes `Bearer [key]`. */
function maskValue(value: string): string {
  const scheme = /^[A-Za-z]{1,20} (?=\S+$)/.exec(value)?.[0] ?? '';
  return scheme + MASK;
}
