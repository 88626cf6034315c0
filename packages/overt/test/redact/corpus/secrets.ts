import { createChance } from './chance.ts';
import { makeNamed, makePlaced, type SecretText } from './named.ts';
import { makePersonal } from './personal.ts';
import { makeVendors } from './vendors.ts';
import { TOKENS } from './tokens.ts';

/** Where a secret that tells itself may stand. */
const CONTEXTS: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `The key ${secret} was refused.`,
  (secret) => `"${secret}"`,
  (secret) => `'${secret}',`,
  (secret) => `{"value":"${secret}"}`,
  (secret) => `VALUE=${secret}\n`,
  (secret) => `x => ${secret};`,
  (secret) => `(${secret})`,
  (secret) => `see \`${secret}\`!`,
  (secret) => `https://example.com/?q=${secret}`,
  (secret) => `Error: bad key: ${secret}\n    at login (src/login.ts:1:2)`,
  (secret) => `first\r\n${secret}\r\nlast`,
  (secret) => `\u001b[31m${secret}\u001b[0m`,
  (secret) => `ключ ${secret} не подходит`,
  (secret) => `キー「${secret}」は無効です`,
  (secret) => `value\\n${secret}\\nnext`,
  (secret) => `<td>${secret}</td>`,
  (secret) => `${secret.slice(0, 7)}\u200b${secret.slice(7)}`,
  (secret) => `${secret.slice(0, 9)}\u001b[1m${secret.slice(9)}`,
  (secret) => `| ${secret} |`,
];
const VARIANTS = 3;

/** Every secret of the corpus in its text. */
export function makeSecrets(): SecretText[] {
  const chance = createChance(42);
  const tokens = Object.entries(TOKENS).flatMap(([kind, make]) =>
    CONTEXTS.flatMap((context) => {
      // Long ones are alike; a few of each are enough.
      const secrets = Array.from({ length: VARIANTS }, () => make(chance));
      return secrets.map((secret) => ({ kind, text: context(secret), secret }));
    }),
  );
  return [...tokens, ...makeNamed(), ...makePlaced(), ...makePersonal(), ...makeVendors()];
}

/** Pieces this long must not be left of a secret. */
const PIECE = 12;

/** Whether something of the secret can still be read. */
export function isLeft(secret: string, text: string): boolean {
  if (secret.length <= PIECE) return text.includes(secret);
  // Beginnings tell whose it is, and no more: `-----BEGIN RSA PRIVATE KEY-----`.
  for (let index = 0; index + PIECE <= secret.length; index += 1)
    if (
      text.includes(secret.slice(index, index + PIECE)) &&
      !PUBLIC.includes(secret.slice(index, index + PIECE))
    )
      return true;
  return false;
}

/** What may stay of webhooks: whose they are. */
const PUBLIC = 'https://hooks.slack.com/services/ https://discord.com/api/webhooks/';
