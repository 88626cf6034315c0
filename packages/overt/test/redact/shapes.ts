import { createChance } from './corpus/chance.ts';
import { TOKENS } from './corpus/tokens.ts';

/** Pieces that are repeated to make a text which costs as much as can be: signs, beginnings, near misses, nestings. */
const UNITS = JSON.parse(String.raw`[
  "a", "a ", "A", "1", "1.", "1.1.1.", "1.1.1.1 ", "1.2.3.4.", ":", "::", "a:", "1:", "a::",
  "a:b:c:", "=", "a=", "key=", "key:", "password=", "password: ", "\"password\":\"", "password=\"",
  "password='", "password=\\\"", "token:$", "token:<", "token: ", "secret ", "password is ", "@",
  "a@", "a@b", "a@b.", "a.b@", "a@b.co", "a%40", "-", "--", "---", "--a ", "--token ", "-u ",
  "-u a", "-p ", "mysql ", "mysql -", "docker login ", "openssl ", "zip ", "-----BEGIN ",
  "-----BEGIN A-----", "-----BEGIN A-----\n", "-----BEGIN PRIVATE KEY-----\nabc", "-----END A-----",
  "PuTTY-User-Key-File-2: ", "PuTTY-User-Key-File-2: a\n", "eyJ", "eyJ.", "eyJ-", "eyJ_eyJhbGci.",
  "eyJhbGciOi.", "eyJaaaaaaa-", "ghp_", "ghp_aaaaaaaaaaaaaaaa", "xoxb-", "sk-", "sk-a-", "AKIA",
  "://", "://a", "://a:", "://a:b", "://a:b@", "a://a@", "://:", "/home/", "/home/a", "/Users/",
  "C:\\", "C:\\Users\\", "\\\\", "\\", "\\\\a\\", "%", "%2", "%2F", "%2Fhome%2F", "%3D", "a%3D",
  "token%3D", "~", "~a", "~a/", "<", "<a", "<a>", "<token>", "<password>a", "name=\"", "name=\"a\"",
  "name=\"token\" ", "name=token value=", "(\"", "(\"a\",", "\"a\",\"b\",", "\"password\",\"", "+1",
  "+1 ", "+12345", "4111", "4111 ", "4111-1111-", "4111111111111111", "DE89", "DE89 3704 ", "AA11 ",
  "123-45-", "ssn 123-45-", "00:", "00:00:", "aa:bb:cc:", "aa-bb-", "\n", "\r\n", " ", "\u001b",
  "\u001b[", "\u001b[0m", "\u200b", "a\u200b", "\u00e9", "\u00e9@", "\u00e9:", "\u5bc6\u7801\uff1a",
  "aB1", "aB1/", "aB1-", "aB3dE5fG7hI9jK1lM3nO5p", "aB3dE5fG7hI9jK1lM3nO5p/", "/", "a/",
  "0123456789abcdef", "0123456789abcdef/", "sha512-", "sha512-aB", "h1:", "$2b$10$", "$argon2id$",
  "$6$", "ssh-rsa ", "ssh-rsa AAAA", "AAAA", "Maaaaaaaaaaaaaaaaaaaaaa.", "123456789:",
  "12345678:aa", "Cookie: ", "Cookie: a", "Authorization: ", "Authorization: Bearer ", "Bearer ",
  "Q~", ".atlasv1.", "machine a login b ", "[redacted]", "password=[redacted]", "[redacted]a",
  "password: |\n ", "password: |\n", "password:\n", "hooks.slack.com/services/", "A3-AAAAAA-",
  "SG.", "1/", "1/1234567890:", "_", "\ud800", "\ud83d\ude00", "&quot;token&quot;:",
  "tokens\":[ \"", "token=\u0060", "\"", "'", "\u0060", "{\"a\":", "[{", "((", ",\"", ";token="
]`) as string[];

/** Texts of a length, by what they are made of. */
export function makeShapes(length: number): Map<string, string> {
  const shapes = new Map(UNITS.map((unit) => [JSON.stringify(unit), repeat(unit, length)]));
  const chance = createChance(5);
  for (const [kind, make] of Object.entries(TOKENS)) {
    const token = make(chance);
    shapes.set(`${kind}, whole`, repeat(`${token} `, length));
    shapes.set(`${kind}, cut`, repeat(`${token.slice(0, Math.max(4, token.length * 0.4))} `, length));
    shapes.set(`${kind}, begun`, repeat(`${token.slice(0, 8)}-`, length));
    shapes.set(`${kind}, glued`, repeat(token, length));
  }
  return shapes;
}

function repeat(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}
