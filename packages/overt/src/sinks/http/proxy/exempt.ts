import { canonicalHost, isInBlock, parseAddress } from './address.ts';

/**
 * Whether a list such as that of NO_PROXY says that a URL is reached without a proxy. Entries are parted by commas or blanks:
 * `*` (all), a name (with what is below it, whether it begins with a dot or not), an address, or a block of addresses. Each may
 * end with a port. What is none of these says nothing.
 */
export function isExempt(list: string, url: URL): boolean {
  const host = canonicalHost(url.hostname) ?? url.hostname;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    const [place, itsPort = port] = splitPort(entry);
    return Number(itsPort) === Number(port) && covers(place, host);
  });
}

/** IPv6 has colons of its own: a port can follow it only where it is in brackets. */
function splitPort(entry: string): readonly [place: string, port?: string] {
  const [, inBrackets, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
  const place = inBrackets ?? plain ?? entry;
  return port === undefined ? [place] : [place, port];
}

function covers(place: string, host: string): boolean {
  const [name = '', prefix] = place.replace(/^\*?\./, '').split('/');
  const itself = canonicalHost(name);
  // URLs take `10.1` for 10.0.0.1; whoever writes that into a list means something else.
  if (itself === undefined || (/^[\d.]+$/.test(name) && itself !== name)) return false;
  const block = parseAddress(itself);
  const address = parseAddress(host);
  // The end of an address is not a place that it is in, as the end of a name is.
  if (block === undefined || address === undefined)
    return prefix === undefined && address === undefined && (host === itself || host.endsWith(`.${itself}`));
  if (prefix === undefined) return isInBlock(address, [block, block.bits]);
  return /^\d{1,3}$/.test(prefix) && isInBlock(address, [block, Number(prefix)]);
}
