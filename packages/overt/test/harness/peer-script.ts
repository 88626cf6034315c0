import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, StackError } from 'overt';

/** A script that ends in different ways, and who reports it: nobody, if the variables do not say who. */
export type PeerRun = {
  readonly script: string;
  readonly end: string;
  readonly env?: Readonly<Record<string, string>>;
};

/** Runs a script of its own folder, and answers with that folder and what the script printed. */
export async function runScript({
  script,
  end,
  env = {},
}: PeerRun): Promise<{ stdout: string; folder: string }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-peer-')));
  cpSync(script, join(folder, 'script.cjs'));
  // No other variables: the clients of others read some.
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

type Told = Omit<StackError, 'frames'> & { readonly stack: string };

/** The errors of the script as a run of ours knows them, with the frames as the courier makes them. */
export async function askScript(run: PeerRun): Promise<StackError[]> {
  const { stdout, folder } = await runScript(run);
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
