import { rmSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { difference, readAccount } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered, readProgress, readWhatCounts, type Noted } from '../harness/delivered.ts';
import { runTool, type Ended, type ToolRun } from '../harness/run-tool.ts';
import { test } from '../harness/test.ts';

/**
 * `open`: a command that never settles is under way. `inside`: the end comes from within the command's own body.
 * `nested`: a command within the open one is over. `flushed`: what there was has been delivered before the end.
 * `grown`: so much was recorded that the run goes on in a second file.
 */
type Command = 'none' | 'open' | 'inside' | 'nested' | 'flushed' | 'grown';

type Scenario = {
  readonly end: string;
  readonly command: Command;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What there is besides what was tracked, in the order of names. */
  readonly also: readonly Noted[];
};

const crash = (errorClass: string, origin: string, command?: string): Noted => ({
  name: 'crash',
  props: { errorClass, origin, ...(command === undefined ? {} : { command }) },
});
const abandoned = (command?: string): Noted => ({
  name: 'command.abandoned',
  props: command === undefined ? {} : { command },
});
const invocation = (exitCode: number, outcome = exitCode === 0 ? 'ok' : 'error'): Noted => ({
  name: 'command.invocation',
  props: { command: 'scan deep', outcome, exitCode },
});

/** Ends that say themselves how they went: the run is closed with a code. */
const SPOKEN: readonly Scenario[] = [
  { end: 'return', command: 'none', code: 0, signal: null, also: [] },
  { end: 'return', command: 'open', code: 0, signal: null, also: [invocation(0)] },
  { end: 'return', command: 'inside', code: 0, signal: null, also: [invocation(0)] },
  { end: 'exit', command: 'none', code: 3, signal: null, also: [] },
  { end: 'exit', command: 'open', code: 3, signal: null, also: [invocation(3)] },
  { end: 'exit', command: 'inside', code: 3, signal: null, also: [invocation(3)] },
  { end: 'throw', command: 'none', code: 1, signal: null, also: [crash('typeerror', 'exception')] },
  {
    end: 'throw',
    command: 'open',
    code: 1,
    signal: null,
    also: [invocation(1, 'crash'), crash('typeerror', 'exception', 'scan deep')],
  },
  {
    end: 'throw',
    command: 'inside',
    code: 1,
    signal: null,
    // What the main module throws while it is evaluated is a rejection for Node.
    also: [invocation(1, 'crash'), crash('typeerror', 'rejection', 'scan deep')],
  },
  { end: 'reject', command: 'none', code: 1, signal: null, also: [crash('rangeerror', 'rejection')] },
  {
    end: 'reject',
    command: 'open',
    code: 1,
    signal: null,
    also: [invocation(1, 'crash'), crash('rangeerror', 'rejection', 'scan deep')],
  },
  // The command is over, with its error, by the time that nobody has caught it.
  {
    end: 'reject-in-body',
    command: 'inside',
    code: 1,
    signal: null,
    also: [invocation(1, 'crash'), crash('rangeerror', 'rejection', 'scan deep')],
  },
];

/** Ends that leave no time for a word. */
const SILENT: readonly Scenario[] = [
  { end: 'SIGINT', signal: 'SIGINT' as const },
  { end: 'SIGTERM', signal: 'SIGTERM' as const },
  { end: 'SIGKILL', signal: 'SIGKILL' as const },
  { end: 'abort', signal: 'SIGABRT' as const },
  { end: 'heap', signal: 'SIGABRT' as const },
].flatMap(({ end, signal }) => [
  { end, command: 'none', code: null, signal, also: [abandoned()] },
  { end, command: 'open', code: null, signal, also: [abandoned('scan deep')] },
]);

/** The command that was under way is known, whatever was recorded after it had begun. */
const LATE: readonly Scenario[] = [
  {
    command: 'nested',
    also: [{ ...invocation(0), props: { ...invocation(0).props, command: 'scan inner' } }],
  },
  { command: 'flushed', also: [] },
  { command: 'grown', also: [] },
].map(({ command, also }) => ({
  end: 'SIGKILL',
  command: command as Command,
  code: null,
  signal: 'SIGKILL',
  also: [...also, abandoned('scan deep')],
}));

describe('a tool that ends', () => {
  test.for([...SPOKEN, ...SILENT, ...LATE])('by $end with command $command', async (scenario, { place }) => {
    const { end, command, code, signal, also } = scenario;
    const run: ToolRun = { fixture: 'ends.mjs', args: [end, command], nodeArgs: ['--max-old-space-size=16'] };
    const bare = visible(await runTool(place, { ...run, stub: true }));
    rmSync(place.progressFile);

    const ended = visible(await runTool(place, run));
    expect(ended).toEqual(bare);
    expect(ended).toMatchObject({ code, signal });

    await waitForCouriers(place.root);
    await runTool(place, { fixture: 'next.mjs' });
    await waitForCouriers(place.root);
    const tracked = readProgress(place);
    expect(tracked.length).toBeGreaterThanOrEqual(end === 'exit' ? 6 : 5);
    expect(sorted(readWhatCounts(place).map(withoutTimes))).toEqual(sorted([...tracked, ...also]));
    const ids = readDelivered(place).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);

    const account = await readAccount(place);
    expect(difference(account)).toBe(0);
    expect(account).toMatchObject({ recorded: ids.length, delivered: ids.length, pending: 0, dropped: {} });
  });
});

/** What the user sees, without what differs from one run of the same bare tool to the next. */
function visible({ code, signal, stdout, stderr }: Ended): Omit<Ended, 'wallMs'> {
  return {
    code,
    signal,
    stdout,
    // What follows V8's list of collections depends on its version: Node 24 has no headline for the JS stack.
    stderr: stderr
      .replace(/<--- Last few GCs[\s\S]*?(?=<--- JS stacktrace --->|FATAL ERROR)/, '')
      // What stands between a command and its body is ours, or the stub's.
      .replace(/^    at \S+ \(\S*\/(?:dist\/index\.js|fixtures\/telemetry\.mjs):\d+:\d+\)\n/gm, ''),
  };
}

/** Without what is made of the frames, which has tests of its own. */
function withoutTimes({ name, props: { durationMs, ...all } }: Noted): Noted {
  const { stack: _stack, fingerprint: _print, reference: _reference, ...props } = all;
  if (name === 'command.invocation') expect(durationMs).toBeTypeOf('number');
  return { name, props };
}

function sorted(events: readonly Noted[]): string[] {
  return events
    .map(({ name, props }) => `${name} ${JSON.stringify(props, Object.keys(props).toSorted())}`)
    .toSorted();
}

test('a command whose error nobody catches has the exit code of the process, whatever the error wanted', async ({
  place,
}) => {
  const { code } = await runTool(place, { fixture: 'fails.mjs', args: ['coded'] });
  expect(code).toBe(1);
  await runTool(place, { fixture: 'next.mjs' });
  await waitForCouriers(place.root);
  const failed = readDelivered(place).filter(
    ({ name, props }) => name === 'command.invocation' && props['command'] === 'scan deep',
  );
  expect(failed.map(({ props }) => [props['outcome'], props['exitCode']])).toEqual([['crash', 1]]);
});
