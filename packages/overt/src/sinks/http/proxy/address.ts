/** An IP address as one number. */
export type Address = { readonly bits: 32 | 128; readonly value: bigint };

/** IPv4 within IPv6: ::ffff:0:0/96 (RFC 4291, section 2.5.5.2). */
const MAPPED = 0xffffn;

/**
 * A host in the one spelling that URLs have for it: small letters, punycode, IPv4 as four numbers, IPv6 as short as it can be and
 * in brackets. Undefined for what is no host.
 */
export function canonicalHost(text: string): string | undefined {
  const isBareIpv6 = text.includes(':') && !text.startsWith('[');
  const url = `http://${isBareIpv6 ? `[${text}]` : text}/`;
  if (!URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  return hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
}

/** The address that a canonical host is. Undefined where it is a name. */
export function parseAddress(host: string): Address | undefined {
  if (host.startsWith('[')) return unmap(joinParts(expand(host.slice(1, -1)), 16n));
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(host)) return undefined;
  return { bits: 32, value: joinParts(host.split('.').map(Number), 8n) };
}

/** Whether two addresses begin with the same bits. */
export function isInBlock(address: Address, [block, prefix]: readonly [Address, number]): boolean {
  if (address.bits !== block.bits || prefix > block.bits) return false;
  const rest = BigInt(block.bits - prefix);
  return address.value >> rest === block.value >> rest;
}

/** The eight parts of an IPv6 address, of which `::` stands for those that are 0. */
function expand(text: string): number[] {
  const [left = [], right = []] = text.split('::').map((side) => side.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => 0);
  const read = (part: string): number => Number.parseInt(part, 16);
  return [...left.map(read), ...zeros, ...right.map(read)];
}

function joinParts(parts: readonly number[], bitsOfPart: bigint): bigint {
  return parts.reduce((value, part) => (value << bitsOfPart) | BigInt(part), 0n);
}

function unmap(value: bigint): Address {
  return value >> 32n === MAPPED ? { bits: 32, value: value & 0xffff_ffffn } : { bits: 128, value };
}
