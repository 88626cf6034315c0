import { splitWords } from './words.ts';

const CONTENT = words(
  'message messages prompt prompts arg args argv arguments argument path paths file filename files query queries content contents body text input output stdin stdout stderr cmd commandline diff patch code source snippet url uri title comment comments description reply answer completion response request search transcript conversation chat log logs stack stacktrace trace config payload data raw',
);
/** The last word of a name says what it is: `fileType` is a type. */
const MANY_VALUES = words(
  'id ids uuid guid ulid email mail path paths url uri href hash sha digest checksum file filename folder directory dir host hostname domain session commit branch repo repository timestamp date time seed cursor pid port serial fingerprint address key',
);
const SECRET = words(
  'password passwd passphrase pwd secret secrets credential credentials apikey token cookie',
);
/** `inputTokens` are counted, and `tokenKind` is a kind. */
const ABOUT_A_SECRET = words('kind type count length age present source valid expired format scheme');
const PERSONAL = words(
  'user users username login email mail ip ipv4 ipv6 host hostname phone mobile address birthday birthdate birth dob gender sex ssn passport firstname lastname surname fullname nickname realname forename author committer person people customer employee contact latitude longitude lat lon lng geo city zip postcode postal mac machine device serial race religion salary iban',
);
/** Personal only as the whole name, or beside one of these. */
const NAMED_WITH = words('first last full real display user given family middle maiden');
const EMAIL = /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const HOME_PATH = /(?:\/home\/|\/Users\/|[A-Za-z]:\\Users\\|^~[/\w])/;
const PHONE = /^\+\d[\d\s().-]{7,}$/;

export function namesContent(name: string): boolean {
  return splitWords(name).some((word) => CONTENT.has(word));
}

export function namesManyValues(name: string): boolean {
  const own = splitWords(name);
  // `sessionId` and `key` do; `keyKind` does not.
  return MANY_VALUES.has(own.at(-1) ?? '');
}

export function namesSecret(name: string): boolean {
  const own = splitWords(name);
  if (ABOUT_A_SECRET.has(own.at(-1) ?? '')) return false;
  return own.some((word, index) => SECRET.has(word) || `${own[index - 1]} ${word}` === 'api key');
}

export function isPersonalName(own: readonly string[]): boolean {
  if (own.some((word) => PERSONAL.has(word))) return true;
  const at = own.indexOf('name');
  return at !== -1 && (own.length === 1 || NAMED_WITH.has(own[at - 1] ?? ''));
}

export function isPersonalValue(value: string): boolean {
  return EMAIL.test(value) || IPV4.test(value) || HOME_PATH.test(value) || PHONE.test(value);
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
