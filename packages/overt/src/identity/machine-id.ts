import { isCi } from '../environment/ci.ts';
import { findContainer } from '../environment/container-files.ts';
import { nameContainer } from '../environment/container.ts';
import type { Platform } from '../platform/platform.ts';
import { shortHash } from './hash-locally.ts';
import { firstHardwareAddress } from './hardware-address.ts';
import { hashOsId } from './os-id.ts';

/**
 * Names machine and user by a hash with the tool as its key, so that the ids of two tools cannot be joined. Each part may
 * be missing without moving the others. Answers undefined in CI and containers, where a machine lives for minutes, and
 * where the system has neither an id nor hardware with an address: names of hosts and users can be guessed.
 *
 * @param folder the state folder, which keeps what a program was asked for
 */
export async function hashedMachineId(
  platform: Platform,
  tool: string,
  folder: string,
): Promise<string | undefined> {
  try {
    if (isCi(platform.env) || isContainer(platform)) return undefined;
    const key = `overt/${tool}`;
    const os = await hashOsId(platform, key, folder);
    const mac = firstHardwareAddress(platform);
    if (os === undefined && mac === undefined) return undefined;
    const host = readPart(() => platform.system.hostName().split('.', 1)[0]?.toLowerCase());
    const user = readPart(() => platform.builtin('node:os').userInfo().username);
    // By name: what is missing is left out, and nothing takes its place.
    return shortHash(platform, key, JSON.stringify({ os, mac, host, user }));
  } catch {
    return undefined;
  }
}

/** What a user without a name, or a system without one, answers with an error. */
function readPart(read: () => string | undefined): string | undefined {
  try {
    return read() || undefined;
  } catch {
    return undefined;
  }
}

/** The system of WSL stays, and has an id of its own. */
function isContainer(platform: Platform): boolean {
  if (platform.system.os !== 'linux') return false;
  const kinds = [nameContainer(platform.env), findContainer(platform)];
  return kinds.some((kind) => kind !== undefined && kind !== 'wsl');
}
