import type { Platform } from '../platform/platform.ts';
import { nameKind } from './container.ts';

/** Files that are there in containers of one kind only. */
export const CONTAINER_FILES = {
  '/.dockerenv': 'docker',
  '/run/.containerenv': 'podman',
  '/var/run/secrets/kubernetes.io': 'kubernetes',
} as const;

/** The container that this process is in, by its files. */
export function findContainer({ fs, system }: Platform): string | undefined {
  if (system.os !== 'linux') return undefined;
  for (const [file, name] of Object.entries(CONTAINER_FILES)) if (fs.existsSync(file)) return name;
  try {
    return nameKind(fs.readFileSync('/run/systemd/container', 'utf8').trim());
  } catch {
    // The kernel that Microsoft builds for WSL says so in its name.
    return system.osRelease().toLowerCase().includes('microsoft') ? 'wsl' : undefined;
  }
}
