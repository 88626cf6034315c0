/**
 * What a name says about its value: `secret` (a password, whatever it looks like), `digits` (a PIN: digits are secret),
 * `likely` (a token for something: letters with digits are one), `perhaps` (a key: a value that looks like a secret is one), or `nothing`.
 */
export type Telling = 'secret' | 'digits' | 'likely' | 'perhaps' | 'nothing';

/** Longer names are not read to their beginning; the end is what tells. */
const MAX_KEY = 80;

/** What all of the names below have in them, to be done quickly with the others. */
const STEM =
  /pass|pwd|psw|pw$|secret|token|key|auth|cred|cookie|sess|sid|sig|jwt|bearer|phrase|mnemonic|seed|otp|pin|[ct][av][vncs]|csc|ssn|dsn|conn|salt|nonce|code|cert|hmac|2fa|mfa|sas|private|[\u0080-\uffff]|clave|senha|wachtwoord|kennwort|parola|salasana|sifre|heslo|haslo/i;

/** Ends of names whose value is only about a secret: how many, how long, where. */
const ABOUT =
  /_(?:counts?|type|len(?:gth)?|size|limits?|names?|ur[il]s?|paths?|files?|filename|dir|folder|endpoint|expir\w*|ttl|age|policy|format|usage|used|required|enabled|disabled|valid\w*|provider|manager|store|helper|service|mode|field|label|hint|prompt|input|reset|strength|stat(?:us|e)|errors?|version|budget|total|remaining|max|min|at|in|index|position|refs?|class|kind|scheme|issuer|audience|rotation|stdin|algorithm|alg|bits?|cost|rate|window|lifetime|source|src|location|arn|column|model|schema|regex|pattern|chars?|attempts?|retries|exists|present|missing|changed|script|command|cmd|handler|callback|function|fn|method|flow|page|link|form|ids?)$/;

/** What may follow the telling word. */
const AFTER =
  /_(?:\d+|v\d|value|raw|plain|(?:plain)?text|b(?:ase)?64|base|old|new|prod(?:uction)?|dev|stag(?:e|ing)|test|live|env|default|current|json|enc(?:rypted|oded)?|hash|header|str(?:ing)?|main|primary|secondary|backup|hex|pem|data|bytes?|confirm(?:ation)?|again|local|admin|root|user|credentials?)$|\d+$/;

/** An app certificate is no certificate but a key that is shared with a service, and looks like a hash. */
const SECRET =
  /(?:password|passwd|passphrase|passcode|passwort|pwd|passw|secret|credential|api_?key|authtoken|access_?key(?!_id)|private_?key|jwt|authorization|cookie|mnemonic|contrase[ñn]a|senha|wachtwoord|kennwort|l[öo]senord|hasło|heslo|parola|şifre|salasana|пароль|секрет|токен|密码|密碼|口令|パスワード|비밀번호|암호)s?$|token$|_(?:pass|psw|pw|passe|bearer|clave|creds?|pgpass|auth_?key|sess_?id|psk|csrf|xsrf|account_?sas)$|(?:db|user|ssh|root|admin|ftp|smtp|mail)_?pass$|(?:session|sess|secret)_?id$|app_?certificate$|sessid$|(?:seed|recovery|backup|secret|memo)_(?:phrase|words|codes?)$|conn(?:ection)?_?str(?:ing)?$|_(?:priv|secret|account|shared|master|encrypt(?:ion|or)?|sign(?:ing|ature)?|storage|service|client|auth|admin|app(?:lication)?|deploy|licen[cs]e|subscription|integration|consumer|webhook|write|read|ingest(?:ion)?|session|security|hmac|crypto|cipher|decrypt(?:ion)?|ssh|rsa|pgp|gpg|tls|ssl|server|wallet|sas|aes|bearer|project|pre_?shared|function|merchant|secure|personal|recovery|jwt|bot|vapid|instrumentation)_?keys?$/;

const DIGITS =
  /(?:^|_)(?:pin|t?otp|cvv2?|cvc2?|cvn|csc|mfa|2fa|tan|ssn|social_security_number|social_security|card_number|(?:mfa|2fa|otp|verification|security|one_time|auth|sms)_?code|passcode)$/;

const PERHAPS =
  /(?:^|_)(?:key\w{0,2}|tokens?|auth|pass\w*|secrets?|sig|signature|nonce|salt|sid|sess|session|dsn|cert|certificate|seed|code|hmac|csrf\w*|sas|assertion|private|cred\w*|jwt|licen[cs]e)(?:_|$)/;
const LIKELY = /_(?:password|passwd|secret|token|api_key)_/;
const HARMLESS =
  /cache|public|primary|foreign|sort|partition|row|group|lookup|board|hot|press|exit|status|error|zip|postal|country|lang|color|char|map|idempot|object|bucket|query|max|author_|per_|total|usage|input_|output_/;

const PUBLIC = /_public_?key(?:_token)?s?$|_page_?token$/;

/** The same few names come again and again. */
const KNOWN = new Map<string, Telling>();
const MAX_KNOWN = 1000;

/** `before` is the word before the name, where a blank parts the two: `api key: …`. */
export function tell(name: string, before = ''): Telling {
  const whole = before === '' ? name : `${before} ${name}`;
  let telling = KNOWN.get(whole);
  if (telling === undefined) {
    telling = STEM.test(name) ? judge(name, before) : 'nothing';
    if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
    KNOWN.set(whole, telling);
  }
  return telling;
}

function judge(name: string, before: string): Telling {
  const own = normalise(name);
  const key = before === '' ? own : `${normalise(before)}${own}`;
  if (DIGITS.test(key)) return 'digits';
  if (PUBLIC.test(key)) return 'nothing';
  if (SECRET.test(key)) return isExpected(before) ? 'perhaps' : 'secret';
  if (ABOUT.test(key)) return 'nothing';
  let rest = key;
  for (let turn = 0; turn < 3 && AFTER.test(rest); turn += 1) rest = rest.replace(AFTER, '');
  if (rest !== key && SECRET.test(rest)) return 'secret';
  if (!PERHAPS.test(key) || HARMLESS.test(key)) return 'nothing';
  return LIKELY.test(key) ? 'likely' : 'perhaps';
}

/** Parsers say `Unexpected token: x`, which is about a word of the program. */
function isExpected(before: string): boolean {
  return /^(?:un)?(?:expected|known)$|^(?:illegal|next|invalid|stray)$/i.test(before);
}

/** `dbPassword`, `DB-PASSWORD` and `db.password` are `_db_password`. */
function normalise(name: string): string {
  const words = name
    .slice(-MAX_KEY)
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[\s!-/:-@[-`{-~]+/g, '_')
    .toLowerCase();
  return `_${words.replace(/^_+|_+$/g, '')}`;
}
