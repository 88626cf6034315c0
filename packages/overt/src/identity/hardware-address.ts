import type { Platform } from '../platform/platform.ts';

/** Interfaces that programs make: their addresses come and go. */
const VIRTUAL =
  /^(lo|docker|br-|veth|virbr|vmnet|vboxnet|utun|tun|tap|wg|zt|tailscale|awdl|llw|bridge|anpi|ap\d|vEthernet)/i;

/**
 * The address of the first network interface, by name, that was given one in a factory. Others are left out: made up by
 * programs, or drawn anew for each network (the bit for "locally administered", IEEE 802).
 */
export function firstHardwareAddress(platform: Platform): string | undefined {
  try {
    const all = platform.system.os === 'linux' ? listFromKernel(platform) : listFromNode(platform);
    const real = all.filter(([name, address]) => !VIRTUAL.test(name) && isFromFactory(address));
    return real.toSorted(([one], [other]) => (one < other ? -1 : 1))[0]?.[1];
  } catch {
    return undefined;
  }
}

type Interface = readonly [name: string, address: string];

/** Linux also names those that are switched off, so that the answer does not change with the network. */
function listFromKernel({ fs }: Platform): Interface[] {
  const root = '/sys/class/net';
  const names = fs.readdirSync(root).filter((name) => fs.existsSync(`${root}/${name}/device`));
  return names.map((name) => [name, fs.readFileSync(`${root}/${name}/address`, 'utf8').trim()]);
}

function listFromNode(platform: Platform): Interface[] {
  const all = Object.entries(platform.builtin('node:os').networkInterfaces());
  return all.flatMap(([name, addresses = []]) =>
    addresses.filter(({ internal }) => !internal).map(({ mac }): Interface => [name, mac.toLowerCase()]),
  );
}

function isFromFactory(address: string): boolean {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(address) || address === '00:00:00:00:00:00') return false;
  return (Number.parseInt(address.slice(0, 2), 16) & 0b11) === 0;
}
