import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Event } from '@sentry/core';
import type { Frame, StackError } from 'overt';
import { startReceiver } from '../harness/receiver.ts';

/** The ways in which the script ends. */
export const ENDS = ['throw', 'reject', 'handled'] as const;
export type End = (typeof ENDS)[number];

const SENTRY_NODE = createRequire(import.meta.url).resolve('@sentry/node');

/** What @sentry/node sends of the script's error. Paths are as if the script lay in `/app`. */
export async function askPeer(end: End): Promise<Event | undefined> {
  const receiver = await startReceiver();
  const { folder } = await run(end, { SENTRY_NODE, DSN: receiver.dsn });
  await receiver.close();
  const [event] = receiver.events;
  return event && (JSON.parse(JSON.stringify(event).replaceAll(folder, '/app')) as Event);
}

type Told = Omit<StackError, 'frames'> & { readonly stack: string };

/** The same error as a run of ours knows it, with the frames as the courier makes them. */
export async function askScript(end: End): Promise<StackError[]> {
  const { stdout, folder } = await run(end, {});
  const told = JSON.parse(stdout) as Told[];
  return told.map(({ stack, ...error }) => {
    const lines = stack.split('\n').filter((line) => line.startsWith('    at '));
    return { ...error, frames: lines.map((line) => readFrame(line, folder)) };
  });
}

function readFrame(text: string, folder: string): Frame {
  const [, name, place = ''] = /^ {4}at (?:(.*) \()?(.*?)\)?$/.exec(text) ?? [];
  const [, path = '', line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
  const file = path.replace(`${folder}/`, 'app:///');
  const known = name === undefined ? {} : { function: name };
  return { ...known, file, line: Number(line), column: Number(column), inApp: file.startsWith('app:') };
}

async function run(end: End, env: NodeJS.ProcessEnv): Promise<{ stdout: string; folder: string }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-peer-')));
  cpSync(join(import.meta.dirname, 'script.cjs'), join(folder, 'script.cjs'));
  // No other variables: @sentry/node reads some.
  const child = spawn(process.execPath, [join(folder, 'script.cjs'), end], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  await new Promise((resolve) => child.once('close', resolve));
  rmSync(folder, { recursive: true, force: true });
  return { stdout, folder };
}
