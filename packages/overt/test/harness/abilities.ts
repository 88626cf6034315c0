import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A user whom the system does not know: no name, no home. */
export const STRANGER = 54_321;

/** Why tools cannot be run as another user here, if they cannot. */
export function whyNoStranger(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root may run programs as somebody else';
  // The files of this project may be in a folder that is root's alone.
  const { status, error } = spawnSync(process.execPath, ['--version'], {
    uid: STRANGER,
    cwd: import.meta.dirname,
  });
  return status === 0 && error === undefined ? undefined : 'a stranger cannot reach Node or this project';
}

/** Why file systems cannot be mounted here, if they cannot. */
export function whyNoMounts(): string | undefined {
  if (process.platform !== 'linux') return 'only Linux has tmpfs and mount namespaces';
  const { status } = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
  return status === 0 ? undefined : 'mounting is not allowed';
}

/** Runs a tool where `folders` cannot be written to, not even by root. */
export function withReadOnly(...folders: readonly string[]): string[] {
  const mounts = folders.map((folder) => `mount -t tmpfs -o ro tmpfs '${folder}' && `).join('');
  return ['unshare', '-m', 'sh', '-c', `${mounts}exec "$@"`, 'sh'];
}

/** Runs a tool as a user without a name. */
export const AS_STRANGER: readonly string[] = [
  'setpriv',
  `--reuid=${STRANGER}`,
  `--regid=${STRANGER}`,
  '--clear-groups',
];

/** Mounts a small disk at `folder`; the answer takes it away. */
export function mountDisk(folder: string, bytes: number): () => void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'tmpfs', folder]);
  // Lazy: a courier that is being ended may still stand in it.
  return () => void execFileSync('umount', ['-l', folder]);
}

/** Makes `owner` the owner of everything below `root`. */
export function giveTo(owner: number, root: string): void {
  chownSync(root, owner, owner);
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }))
    chownSync(join(root, name), owner, owner);
}
