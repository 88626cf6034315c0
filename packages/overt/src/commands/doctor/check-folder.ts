import { join } from '../../platform/path.ts';
import type { Platform } from '../../platform/platform.ts';
import { takeLock } from '../../courier/lock.ts';
import { isOurs, PRIVATE_FILE, removeFile, writeAll } from '../../spool/private-file.ts';
import { isServed, presencePath, readPresence } from '../../daemon/presence-file.ts';
import { formatBytes, formatCounts } from '../format.ts';
import { ok, skipped, wrong, type Check } from './check.ts';

/** What a busy day of a tool takes. Tried, not asked: a quota counts too. */
const TRIAL_BYTES = 256 * 1024;

/** Whether a state folder is where it should be, is its user's alone, and can be written. */
export function checkFolder(platform: Platform, [folder, best]: readonly [string, string]): Check[] {
  const place =
    folder === best
      ? ok('folder', folder)
      : wrong(
          'folder',
          `${folder} is used, in place of ${best}`,
          `Make ${best} writable: temporary files do not last.`,
        );
  return [place, checkOwner(platform, folder), checkWritable(platform, folder)];
}

/** Whether a courier is at work. Either is well. */
export async function checkCourier(platform: Platform, folder: string): Promise<Check> {
  try {
    const lock = await takeLock(platform, folder);
    lock?.release();
    return ok('courier', lock === undefined ? 'one is at work now' : 'none is at work now');
  } catch {
    return wrong('courier', 'the lock cannot be asked for', `Look at the rights of ${folder}.`);
  }
}

/** Whether a daemon is the courier here, and what came through its socket. Without one, couriers are started. */
export function checkDaemon(platform: Platform, folder: string, intervalMs: number): Check[] {
  const presence = readPresence(platform, folder);
  if (presence === undefined) return [];
  const { process, socket, counts } = presence;
  if (!isServed(platform, folder, intervalMs))
    return [
      skipped('daemon', 'the last one is gone, or does not answer: couriers are started as without it'),
    ];
  const door = socket === undefined ? 'without a socket' : `at ${socket}`;
  // It says so with each sign of life, not with each message.
  const told = platform.fs.lstatSync(presencePath(folder), { throwIfNoEntry: false })?.mtimeMs;
  const seconds = Math.max(0, Math.round((platform.now() - (told ?? platform.now())) / 1000));
  return [
    ok(
      'daemon',
      `process ${process.pid} delivers, ${door}; through it came ${formatCounts(counts)}, as of ${seconds} s ago`,
    ),
  ];
}

function checkOwner(platform: Platform, folder: string): Check {
  const stat = platform.fs.lstatSync(folder);
  if (!isOurs(platform, stat))
    return wrong('folder', 'it belongs to somebody else', `Remove ${folder} or give it to your user.`);
  const mode = stat.mode & 0o777;
  if (platform.system.os !== 'win32' && (mode & 0o077) !== 0)
    return wrong('folder', `others may enter it (mode ${mode.toString(8)})`, `chmod 700 ${folder}`);
  return ok('folder', 'it is yours alone');
}

function checkWritable(platform: Platform, folder: string): Check {
  const path = join(folder, `doctor.${platform.system.pid}.${Math.floor(platform.random() * 1e9)}`);
  try {
    const fd = platform.fs.openSync(path, 'wx', PRIVATE_FILE);
    try {
      writeAll(platform, fd, ' '.repeat(TRIAL_BYTES));
      platform.fs.fsyncSync(fd);
    } finally {
      platform.fs.closeSync(fd);
      removeFile(platform, path);
    }
    return ok('folder', `it can be written (${formatBytes(TRIAL_BYTES)} were tried)`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    const hint =
      code === 'ENOSPC' || code === 'EDQUOT' ? 'The disk is full.' : `Look at the rights of ${folder}.`;
    return wrong('folder', `it cannot be written (${code})`, hint);
  }
}
