import type { Platform } from '../platform/platform.ts';

/** The distributions that are named, by their ID of os-release(5); all others are `other`. */
export const DISTROS: readonly string[] = (
  'almalinux alpine amzn arch artix azurelinux bazzite cachyos centos chimera clear-linux-os debian elementary endeavouros ' +
  'fedora flatcar garuda gentoo guix kali linuxmint mageia manjaro nixos nobara ol opensuse-leap opensuse-tumbleweed ' +
  'photon pop postmarketos raspbian rhel rocky slackware sles solus ubuntu void wolfi zorin'
).split(' ');

const FILES = ['/etc/os-release', '/usr/lib/os-release'];

/** The Linux distribution that this process is on. */
export function findDistro({ fs, system }: Platform): string | undefined {
  if (system.os !== 'linux') return undefined;
  for (const file of FILES) {
    try {
      return parseDistro(fs.readFileSync(file, 'utf8'));
    } catch {
      // The next one.
    }
  }
  return undefined;
}

function parseDistro(text: string): string | undefined {
  const [, id] = /^ID=["']?([^"'\s]*)/m.exec(text) ?? [];
  if (!id) return undefined;
  return DISTROS.includes(id) ? id : 'other';
}
