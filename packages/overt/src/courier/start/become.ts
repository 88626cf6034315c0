import { attempt } from '../../platform/attempt.ts';
import { join, nameOf } from '../../platform/path.ts';
import type { Platform, Runner } from '../../platform/platform.ts';
import { STARTS } from '../../spool/folders.ts';
import { readOwnFile, removeFile, writeNewFile } from '../../spool/private-file.ts';
import { placeCourier } from './locate.ts';
import { COURIER_VARIABLE } from './start.ts';

/**
 * A single executable of Node runs nothing but its tool, so its courier is the tool, started again: it becomes the courier where
 * the tool imports Overt, before any code of the tool's that comes after.
 */

/** Should it ever get past us, this is the most harmless that a tool can be told. */
const HARMLESS = '--version';
const PASS_LENGTH = 20;
/** A little more than a courier gives itself. */
const LIFETIME_MS = 35_000;

/** How such a tool is started as its courier. */
export function createOwnRunner(platform: Platform): Runner {
  return {
    options: [HARMLESS],
    prepare: (folder) => {
      // Not a secret, as the folder is closed to others: it is so that a variable alone makes no tool into something else.
      const digits = `${platform.random()}${platform.random()}`.replace(/\D/g, '');
      const pass = digits.slice(0, PASS_LENGTH).padEnd(PASS_LENGTH, '0');
      writeNewFile(platform, passPath(folder, pass), pass);
      return { [COURIER_VARIABLE]: pass };
    },
  };
}

/** Where this process was started as a courier, it does that work and ends: then this does not return. */
export function becomeCourierIfAsked(platform: Platform, source: () => string): void {
  const pass = platform.env[COURIER_VARIABLE];
  if (pass === undefined) return;
  const [, , option, file = '', ...folders] = platform.system.arguments;
  const [folder] = folders;
  const isAsked = option === HARMLESS && /^courier-.*\.cjs$/.test(nameOf(file));
  if (!isAsked || folder === undefined || !takePass(platform, folder, pass)) return;
  attempt(() => work(platform, placeCourier(platform, folder, source()), folders));
  platform.system.exit(0);
}

/** Good for one start. */
function takePass(platform: Platform, folder: string, pass: string): boolean {
  if (pass.length !== PASS_LENGTH || /\D/.test(pass)) return false;
  const path = passPath(folder, pass);
  const read = readOwnFile(platform, path);
  return read.kind === 'read' && !read.isShared && read.text === pass && removeFile(platform, path);
}

function passPath(folder: string, pass: string): string {
  return join(folder, STARTS, `self-${pass}`);
}

/** Runs the courier in a thread, while this one, in which the tool would go on, waits for it. */
function work(platform: Platform, file: string, folders: readonly string[]): void {
  const { Worker } = platform.builtin('node:worker_threads');
  const isOver = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(THREAD, {
    eval: true,
    workerData: { file, isOver },
    argv: [...folders],
    env: { ...platform.env, [COURIER_VARIABLE]: '1' },
  });
  // Never told, since we wait; but without a listener it would be a crash of the tool.
  worker.on('error', () => {});
  Atomics.wait(isOver, 0, 0, LIFETIME_MS);
}

/** What the thread runs. It says by itself that it is over: what threads tell those that wait for them is not heard. */
const THREAD = `
const { workerData: { file, isOver } } = process.getBuiltinModule('node:worker_threads');
process.argv[1] = file;
process.on('exit', () => {
  Atomics.store(isOver, 0, 1);
  Atomics.notify(isOver, 0);
});
process.getBuiltinModule('node:module').createRequire(file)(file);
`;
