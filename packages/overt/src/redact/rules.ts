/** One kind of text that must not leave, and what stands in its place. */
export type RedactionRule = { readonly name: string; readonly pattern: RegExp; readonly replacement: string };

const GONE = '[redacted]';

/**
 * In the order in which they are applied: whole blocks first, then values next to telling names, then values that tell
 * themselves. Each pattern has bounded repetitions only, so that the time is linear in the length of the text.
 */
export const REDACTION_RULES: readonly RedactionRule[] = [
  {
    name: 'pem',
    pattern: /-----BEGIN [A-Z0-9 ]{1,40}-----[\s\S]{0,8192}?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g,
    replacement: GONE,
  },
  {
    name: 'url-credentials',
    pattern: /\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@]{1,256}@/gi,
    replacement: `$1${GONE}@`,
  },
  {
    name: 'named-secret',
    pattern:
      /\b([\w-]{0,40}(?:password|passwd|pwd|secret|token|api[_-]?key|apikey|authorization|cookie|credential|private[_-]?key|session[_-]?id)["']?\s{0,4}[:=]\s{0,4}["']?)(?:(?:bearer|basic|digest)\s{1,4})?[^\s"',;&]{1,512}/gi,
    replacement: `$1${GONE}`,
  },
  { name: 'bearer', pattern: /\b(bearer|basic)\s{1,4}[\w.~+/=-]{8,1024}/gi, replacement: `$1 ${GONE}` },
  { name: 'jwt', pattern: /\beyJ[\w-]{8,2048}\.[\w-]{4,4096}(?:\.[\w-]{0,1024})?/g, replacement: GONE },
  {
    name: 'known-prefix',
    pattern:
      /\b(?:gh[pousr]_|github_pat_|gl(?:pat|rt|dt)-|xox[abeprs]-|sk-|sk_live_|sk_test_|rk_live_|AKIA|ASIA|AIza|npm_|pypi-|hf_|SG\.|dop_v1_|shpat_|key-)[\w.-]{8,256}/g,
    replacement: GONE,
  },
  { name: 'email', pattern: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g, replacement: '[email]' },
  { name: 'ipv4', pattern: /\b(?:\d{1,3}\.){3}\d{1,3}\b/g, replacement: '[ip]' },
  { name: 'ipv6', pattern: /\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b/gi, replacement: '[ip]' },
  {
    name: 'home',
    pattern: /(?:\/home\/|\/Users\/|\b[A-Za-z]:\\Users\\)[^/\\\s:"']{1,128}/g,
    replacement: '~',
  },
  { name: 'long-random', pattern: /\b[A-Za-z0-9_-]{41,4096}\b/g, replacement: GONE },
];
