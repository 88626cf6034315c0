import type { Patterns } from './rule.ts';

/** Formats of no single maker: tokens, keys and password hashes. */
export const STANDARD: Patterns = {
  // JWT and JWE: the first part is JSON in base64url, which begins with {" and so with eyJ.
  // Tried once in a run, since a run without a dot is read to its end.
  jwt: /(?<![_-])eyJ[\w-]{6,4096}={0,2}\.[\w-]{4,8192}={0,2}(?:\.[\w-]{0,8192}){0,3}/y,
  paseto: /v[1-4]\.(?:local|public)\.[\w-]{20,}(?:\.[\w-]+)?/y,
  'age-key': /AGE-(?:SECRET-KEY|PLUGIN-[A-Z]{1,20})-1[0-9A-Z]{20,}/iy,
  'ssh-public-key':
    /(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d{3}|sk-(?:ssh|ecdsa)-[\w@.-]{8,40}) +AAAA[\w+/=]{20,}(?: +[\w.+-]{1,64}(?:@[\w.-]{1,255})?)?/y,
  'bcrypt-hash': /\$2[abxy]?\$\d\d\$[\w./]{20,}/y,
  'argon2-hash': /\$(?:argon2(?:id|i|d)|scrypt|pbkdf2[\w-]{0,12})\$[\w$=,+/.-]{20,}/y,
  'crypt-hash': /\$(?:apr1|[156y])\$[\w$=./-]{16,}/y,
  'bitcoin-extended-key': /[xyzt]prv[A-HJ-NP-Za-km-z1-9]{60,}/y,
  'nostr-key': /nsec1[a-z0-9]{50,}/y,
  'stellar-seed': /S[A-D][A-Z2-7]{54}(?![A-Z0-9])/y,
  'azure-account-key': /AccountKey=[\w+/]{20,}={0,2}/iy,
  macaroon: /MDA[a-z0-9][\w+/=-]{40,}/y,
};
