import { join } from '../platform/path.ts';
import type { Env, Platform } from '../platform/platform.ts';
import { writeFileAtomic } from '../spool/private-file.ts';
import { runProgram } from './run-program.ts';
import { readSecret } from './secret-file.ts';

/** Keeps the hash of what a program said, so that it is asked once. */
export const OS_ID = 'os-id';

/** Where Linux keeps its id (machine-id(5)). */
const LINUX_FILES = ['/etc/machine-id', '/var/lib/dbus/machine-id'];

/** The id that the operating system gave itself, hashed with `key`. On Linux no program is started. */
export async function hashOsId(platform: Platform, key: string, folder: string): Promise<string | undefined> {
  const { os } = platform.system;
  if (os === 'linux') return hash(platform, key, readFromFiles(platform));
  if (os !== 'darwin' && os !== 'win32') return undefined;
  const path = join(folder, OS_ID);
  const kept = readSecret(platform, path);
  if (kept !== undefined) return kept;
  const asked = hash(platform, key, os === 'darwin' ? await askMac(platform) : await askWindows(platform));
  if (asked !== undefined) keep(platform, path, asked);
  return asked;
}

function hash(platform: Platform, key: string, id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  return platform.builtin('node:crypto').createHmac('sha256', key).update(id).digest('hex').slice(0, 32);
}

function readFromFiles({ fs }: Platform): string | undefined {
  for (const path of LINUX_FILES) {
    try {
      const id = fs.readFileSync(path, 'utf8').trim();
      // An image may hold `uninitialized`, or nothing: the same in all that were made from it.
      if (/^[0-9a-f]{32}$/.test(id) && !/^0+$/.test(id)) return id;
    } catch {
      // The next one.
    }
  }
  return undefined;
}

async function askMac(platform: Platform): Promise<string | undefined> {
  const asked = { program: '/usr/sbin/ioreg', args: ['-rd1', '-c', 'IOPlatformExpertDevice'] };
  const text = await runProgram(platform, asked);
  return /"IOPlatformUUID" = "([0-9A-Fa-f-]{36})"/.exec(text ?? '')?.[1]?.toLowerCase();
}

async function askWindows(platform: Platform): Promise<string | undefined> {
  const program = `${windowsFolder(platform.env)}\\System32\\reg.exe`;
  // The 64-bit view: a 32-bit process is shown another one by default.
  const args = ['query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid', '/reg:64'];
  const text = await runProgram(platform, { program, args });
  return /MachineGuid\s+REG_SZ\s+([0-9A-Fa-f-]{36})/.exec(text ?? '')?.[1]?.toLowerCase();
}

function windowsFolder(env: Env): string {
  const given = env['SystemRoot'] ?? env['SYSTEMROOT'] ?? '';
  return /^[A-Za-z]:\\[\w ]+$/.test(given) ? given : 'C:\\Windows';
}

function keep(platform: Platform, path: string, hashed: string): void {
  try {
    writeFileAtomic(platform, path, `${hashed}\n`);
  } catch {
    // It is asked again.
  }
}
