import { EMAIL, IP, type Detector } from './finding.ts';

/** Local parts as RFC 5322 has them without quotes, of any script (RFC 6531), or in quotes. */
const EMAIL_PATTERN =
  /(?<=((?:[\w.!#$%&'*+/=?^{|}~\u00a1-\uffff-]{1,64}|"[^"\s@]{1,62}"|"[^"\r\n@]{1,30} [^"\r\n@]{1,30}")))(?:@|%40)((?:[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,62})\.){1,8}(?:xn--[a-z0-9-]{2,59}|[a-z\u00a1-\uffff]{2,24}))(?![\w-])/iy;
/** Ends of file names and of units of systemd, none of which is a top level domain. */
const NO_DOMAIN =
  /\.(?:png|jpe?g|gif|svg|webp|avif|ico|bmp|pdf|service|socket|timer|target|mount|slice|scope|device|path|[cm]?[jt]sx?|s?css|less|html?|json5?|ya?ml|toml|xml|lock|log|txt|tgz|gz|bz2|xz|map|wasm|node|dll|exe|so|whl|jar|local_?|patch|diff)$/i;
/** Users of services, not people: `git@github.com:owner/name`. And words of programs. */
const NO_PERSON = /(?:^|[/=:'"(])(?:git|hg|svn|this|super|return|break|continue|npm:[\w./-]*)$/i;

export const email: Detector = (text, index, floor) => {
  EMAIL_PATTERN.lastIndex = index;
  const found = EMAIL_PATTERN.exec(text);
  if (found === null) return undefined;
  const [, local = '', domain = ''] = found;
  if (NO_DOMAIN.test(domain) || NO_PERSON.test(local)) return undefined;
  // What is URL-encoded before it is no part of it, nor is a name with its sign: `?to=me%2Bx%40example.com`.
  const sign = local.startsWith('"')
    ? 0
    : /^(?:.*(?:[=/?&{}|'!]|%3[ADF]|%2[02F6C7]|mailto%3A))?/i.exec(local)?.[0].length;
  const start = index - local.length + (sign ?? 0);
  const end = EMAIL_PATTERN.lastIndex;
  return start < floor || start === index ? undefined : [start, end, EMAIL];
};

const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const IPV4 = new RegExp(`${OCTET}(?:\\.${OCTET}){3}(?![\\w]|\\.\\d|[-+](?!\\d{1,3}\\.)[A-Za-z\\d])`, 'y');
/** Addresses that are the same everywhere: this machine, any, masks. */
const NOBODY = /^(?:127\.|0\.0\.0\.0|255\.)/;
/** What stands before a version of four parts. */
const BEFORE_VERSION =
  /(?:(?:version|release|build|section|chapter|agent|clause|oid|sdk|ver|rev|rfc|v)s?["']?\s{0,2}[:=]?\s{0,2}["']?(?:is |of |to |from |\d{1,5} )?[v~^]?|[\w)\]][@/_-]|[~^]|[=<>~!]=\s?|~>?\s?|§\s?|\w\.|[A-Za-z]\/)$/i;
const IN_NAME = /(?:ip4?\/|\/\/[^/\s]*@|:\/\/|ip[_-]|host[_-]|addr(?:ess)?[_-])$/i;

export const ipv4: Detector = (text, index) => {
  IPV4.lastIndex = index;
  if (!IPV4.test(text)) return undefined;
  const end = IPV4.lastIndex;
  const before = text.slice(Math.max(0, index - 16), index);
  if (NOBODY.test(text.slice(index, end))) return undefined;
  return BEFORE_VERSION.test(before) && !IN_NAME.test(before) ? undefined : [index, end, IP];
};

/** `ip-10-0-12-34`, as machines in clouds are named. */
export const IP_IN_NAME = /(?:ip|ec2)-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}(?!\d)/y;

const HEX4 = '[\\da-f]{1,4}';
const TAIL = `(?:${OCTET}(?:\\.${OCTET}){3}|${HEX4})`;
/** From its first colon; the group before it is looked back at. */
const IPV6 = new RegExp(
  `(?<=(?:^|[^\\w:.]|%5B|\\\\[nrt])((?:${HEX4})?))(?::(?:${HEX4}:){6}${TAIL}|(?::${HEX4}){0,6}::(?:${HEX4}:){0,6}(?:${TAIL})?)(?:%[\\w.-]{1,24})?(?![\\w:])`,
  'iy',
);
/** Global, unique local, link local, multicast, mapped, translated: how short forms begin. */
const SHORT_FORM = /^(?:[23][\da-f]{3}|f[cd][\da-f]{2}|fe[89ab][\da-f]|ff[\da-f]{2}|64|):/i;

export const ipv6: Detector = (text, index, floor) => {
  IPV6.lastIndex = index;
  const found = IPV6.exec(text);
  const start = index - (found?.[1]?.length ?? 0);
  if (found === null || start < floor) return undefined;
  const address = text.slice(start, IPV6.lastIndex);
  const groups = address.split(':').filter(Boolean).length;
  // `a::b` is a name in C++, `::1` is this machine, and `::` is any.
  if (!/\d/.test(address) || groups < 2 || /^::1?(?::\d{1,5})?(?:$|[%/])/.test(address)) return undefined;
  if (/^[a-z]/i.test(address) && groups < 3 && !/^f[c-f]/i.test(address)) return undefined;
  return groups === 8 || groups > 4 || SHORT_FORM.test(address) ? [start, IPV6.lastIndex, IP] : undefined;
};

/** From its first sign; 5 more pairs follow. With hyphens, digits alone may be a date and a time. */
export const MAC_COLON =
  /(?<=(?:^|[^\w:.-])([\da-f]{2})):(?=[\d:]{0,13}[a-f])(?:[\da-f]{2}:){4}[\da-f]{2}(?![\w:-])/iy;
export const MAC_HYPHEN =
  /(?<=(?:^|[^\w:.-])([\da-f]{2}))-(?=[\d-]{0,13}[a-f])(?:[\da-f]{2}-){4}[\da-f]{2}(?![\w-])/iy;
