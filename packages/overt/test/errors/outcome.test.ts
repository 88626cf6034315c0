import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandEnd } from 'overt';
import { testPlatform, testTelemetry } from 'overt/testing';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'overt-outcome-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

type Props = Readonly<Record<string, unknown>>;

/** What is recorded of the commands of a run. */
async function commandsOf(
  act: (telemetry: ReturnType<typeof make>['telemetry']) => unknown,
): Promise<Props[]> {
  const { telemetry, delivered } = make();
  await act(telemetry);
  const events = await delivered();
  return events.filter(({ name }) => name === 'command.invocation').map(({ props }) => props);
}

const make = () =>
  testTelemetry({ home, errors: { expected: { E_TYPED: 'usage', E_STOPPED: 'abort', E_LOCKED: 'locked' } } });

const withCode = (code: string): Error => Object.assign(new Error('m'), { code });
const abort = (): Error => Object.assign(new Error('m'), { name: 'AbortError' });
const wrongFlag = (): never => void parseArgs({ args: ['--no-such-flag'] }) as never;

describe('what a command came to', () => {
  const errors: readonly [what: string, make: () => unknown, outcome: string][] = [
    ['an error', () => new TypeError('m'), 'error'],
    ['a text', () => 'text', 'error'],
    ['an error that is expected', () => withCode('E_LOCKED'), 'error'],
    ['one that its author calls wrong use', () => withCode('E_TYPED'), 'usage-error'],
    ['one that its author calls an abort', () => withCode('E_STOPPED'), 'interrupted'],
    ['an abort', abort, 'interrupted'],
    ['what commander says of wrong use', () => withCode('commander.unknownOption'), 'usage-error'],
    ['the code of wrong use', () => Object.assign(new Error('m'), { exitCode: 64 }), 'usage-error'],
    ['the code of Ctrl-C', () => Object.assign(new Error('m'), { exitCode: 130 }), 'interrupted'],
  ];

  it.each(errors)('by %s that it rejects with', async (_what, error, outcome) => {
    const found = await commandsOf((telemetry) =>
      telemetry.command('scan deep', () => Promise.reject(error())).catch(() => {}),
    );
    expect(found).toEqual([{ command: 'scan deep', outcome, exitCode: expect.any(Number), durationMs: 0 }]);
  });

  it.each(errors)('by %s that it throws, and the tool captures', async (_what, error, outcome) => {
    const found = await commandsOf((telemetry) => {
      try {
        telemetry.command('scan deep', () => {
          throw error();
        });
      } catch (thrown) {
        telemetry.captureError(thrown);
      }
    });
    expect(found).toMatchObject([{ command: 'scan deep', outcome }]);
  });

  it('by an error that it throws, and the tool handles without a word', async () => {
    const found = await commandsOf(async (telemetry) => {
      expect(() => telemetry.command('scan', wrongFlag)).toThrow('no-such-flag');
      telemetry.command('next', () => {});
    });
    expect(found).toMatchObject([
      { command: 'scan', outcome: 'error', exitCode: 1 },
      { command: 'next', outcome: 'ok', exitCode: 0 },
    ]);
  });

  const ends: readonly [how: CommandEnd | undefined, props: Props][] = [
    [undefined, { outcome: 'ok', exitCode: 0 }],
    [{ exitCode: 3 }, { outcome: 'error', exitCode: 3 }],
    [{ exitCode: 64 }, { outcome: 'usage-error', exitCode: 64 }],
    [{ exitCode: 130 }, { outcome: 'interrupted', exitCode: 130 }],
    [{ exitCode: 143 }, { outcome: 'interrupted', exitCode: 143 }],
    [{ outcome: 'help' }, { outcome: 'help', exitCode: 0 }],
    [{ outcome: 'version' }, { outcome: 'version', exitCode: 0 }],
    [
      { outcome: 'usage-error', exitCode: 2 },
      { outcome: 'usage-error', exitCode: 2 },
    ],
  ];
  it.each(ends)('by what is said at its end: %j', async (how, props) => {
    const found = await commandsOf((telemetry) => telemetry.startCommand('scan').end(how));
    expect(found).toEqual([{ command: 'scan', durationMs: 0, ...props }]);
  });

  it('once, whatever is said after its end', async () => {
    const found = await commandsOf((telemetry) => {
      const running = telemetry.startCommand('scan');
      running.fail(abort());
      running.end();
      running.fail(new Error('m'), { exitCode: 9 });
    });
    expect(found).toMatchObject([{ command: 'scan', outcome: 'interrupted' }]);
  });

  it('by what was said when it began, whatever its code is', async () => {
    const found = await commandsOf((telemetry) => {
      telemetry.startCommand('scan', { outcome: 'usage-error' }).end({ exitCode: 2 });
      telemetry.startCommand('scan', { outcome: 'help' }).end();
      telemetry.startCommand('scan', { outcome: 'help' }).end({ outcome: 'error', exitCode: 1 });
    });
    expect(found).toMatchObject([
      { outcome: 'usage-error', exitCode: 2 },
      { outcome: 'help', exitCode: 0 },
      { outcome: 'error', exitCode: 1 },
    ]);
  });

  it('by an error that is on its way, once somebody knows it', async () => {
    const found = await commandsOf((telemetry) => {
      telemetry.startCommand('scan').fail();
      telemetry.captureError(abort());
    });
    expect(found).toMatchObject([{ command: 'scan', outcome: 'interrupted' }]);
  });

  it('by what is said of its error, if something is', async () => {
    const found = await commandsOf((telemetry) => {
      telemetry.startCommand('scan').fail(new Error('m'), { outcome: 'usage-error', exitCode: 2 });
    });
    expect(found).toMatchObject([{ outcome: 'usage-error', exitCode: 2 }]);
  });
});

describe('what is said of a command when it begins', () => {
  const flags: readonly [given: unknown, recorded: string | undefined][] = [
    [['output', 'dry-run', 'output'], 'dry-run output'],
    [[], undefined],
    [undefined, undefined],
    [['Output', 'with space', '', '--x', 'no=value', 7], '7 other output'],
    ['output', undefined],
    [
      Array.from({ length: 20 }, (_, n) => `f${n + 10}`),
      'f10 f11 f12 f13 f14 f15 f16 f17 f18 f19 f20 f21 f22 f23 f24 f25',
    ],
  ];
  it.each(flags)('are the names of its flags: %j', async (given, recorded) => {
    const [found] = await commandsOf((telemetry) =>
      telemetry.command('scan', () => {}, { flags: given as string[] }),
    );
    expect(found?.['flags']).toBe(recorded);
  });

  it('is that it runs until it is stopped: then how long it took is not recorded', async () => {
    const found = await commandsOf((telemetry) => telemetry.command('serve', () => {}, { longLived: true }));
    expect(found).toEqual([{ command: 'serve', outcome: 'ok', exitCode: 0 }]);
  });

  it('is taken from anything, and harms nobody', async () => {
    const trap = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('trap');
        },
      },
    );
    const found = await commandsOf((telemetry) => {
      telemetry.command('scan', () => {}, trap);
      telemetry.startCommand(undefined as never, null as never).end(null as never);
    });
    expect(found).toMatchObject([{ command: 'scan' }, { command: 'other' }]);
  });
});

describe('how long a command took', () => {
  it('does not count that the run is opened with it', async () => {
    const still = testPlatform({ home });
    // Whoever opens a run asks what time it is; each question takes a second here.
    const now = (): number => {
      still.clock.advance(1000);
      return still.clock.now();
    };
    const { telemetry, delivered } = testTelemetry({ home, platform: { ...still, now } });
    const running = telemetry.startCommand('scan');
    still.clock.advance(7);
    running.end();
    const [event] = (await delivered()).filter(({ name }) => name === 'command.invocation');
    expect(event?.props).toMatchObject({ command: 'scan', durationMs: 7 });
  });
});
