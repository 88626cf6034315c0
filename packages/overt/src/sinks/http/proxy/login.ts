/** The login in a URL, as a header says it (RFC 7617). Undefined where there is none. */
export function loginOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const bytes = Buffer.concat([decode(username), Buffer.from(':'), decode(password)]);
  return `Basic ${bytes.toString('base64')}`;
}

/** Byte by byte: a login need not be UTF-8, and a `%` that stands for nothing but itself is kept. */
function decode(text: string): Buffer {
  const bytes = text.replaceAll(/%([\da-f]{2})/gi, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}
