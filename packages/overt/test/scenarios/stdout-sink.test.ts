import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { readAccount } from '../harness/account.ts';
import type { Place } from '../harness/place.ts';
import { createEnv, findFixture } from '../harness/run-tool.ts';
import { test } from '../harness/test.ts';

const EVENTS = 400;
const OPTIONS = {
  sinks: [['stdout', { name: 'main' }]],
  delivery: { mode: 'inline', deadlineMs: 20_000 },
} as const;

type Ledger = { readonly sinks: Readonly<Record<string, object>> };

/** Starts a tool that records, and prints nothing itself. */
function start(
  place: Place,
  stdout: number | 'ignore',
  pipe: readonly string[] = [],
): ReturnType<typeof spawn> {
  const run = { fixture: 'quiet.mjs', options: OPTIONS };
  return spawn(process.execPath, [findFixture(run), `${EVENTS}`, ...pipe], {
    cwd: place.cwd,
    env: createEnv(place, run),
    stdio: ['ignore', stdout, 'ignore'],
  });
}

function makePipe({ root }: Place): string {
  const path = join(root, 'out', 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
}

/** What is in the pipe now. */
function drain(fd: number): string {
  const chunk = Buffer.alloc(1 << 16);
  let text = '';
  for (;;) {
    try {
      const count = readSync(fd, chunk);
      if (count === 0) return text;
      text += chunk.toString('utf8', 0, count);
    } catch {
      return text;
    }
  }
}

describe('standard output', () => {
  test('that is full for a while and does not block gets each line once and whole', async ({ place }) => {
    const path = makePipe(place);
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const tool = start(place, 'ignore', [path]);
    let text = '';
    // More than a pipe holds: the tool waits for us.
    const reading = setInterval(() => (text += drain(fd)), 50);
    const [code] = (await once(tool, 'exit')) as [number | null];
    clearInterval(reading);
    text += drain(fd);
    closeSync(fd);
    expect(code).toBe(0);
    expect(text.length).toBeGreaterThan(1 << 16);
    const lines = text.trimEnd().split('\n');
    const numbers = lines.map((line) => (JSON.parse(line) as { props: { n: number } }).props.n);
    expect(numbers).toEqual(Array.from({ length: EVENTS }, (_, n) => n));
    expect(await readAccount(place, { options: OPTIONS })).toMatchObject({ delivered: EVENTS, pending: 0 });
  });

  test('that nobody reads any more ends no tool, and what is left waits', async ({ place }) => {
    const path = makePipe(place);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(path, constants.O_WRONLY);
    const tool = start(place, writer);
    closeSync(writer);
    closeSync(reader);
    const [code, signal] = (await once(tool, 'exit')) as [number | null, string | null];
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    // Whoever asked the tool for its account would have it deliver.
    const ledger = readFileSync(join(place.spool, 'ledger.json'), 'utf8');
    expect(ledger).toContain('stdout_EPIPE');
    const { sinks } = JSON.parse(ledger) as Ledger;
    expect(sinks['main']).toMatchObject({ delivered: 0, dropped: {} });
  });
});
