import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { oneOf } from 'overt';
import { testTelemetry } from 'overt/testing';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'overt-errors-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

type Made = ReturnType<typeof make>;
const make = () =>
  testTelemetry({
    home,
    errors: { fields: { step: oneOf(['read', 'write']) }, expected: { E_LOCKED: 'locked' } },
  });

/** What arrived, without what is made of the frames. */
async function arrived({ delivered }: Made): Promise<unknown[]> {
  const events = await delivered();
  return events
    .filter(({ name }) => name !== 'command.invocation')
    .map(
      ({
        name,
        props: { stack: _stack, fingerprint: _print, reference: _reference, debugIds: _ids, ...props },
      }) => [name, props],
    );
}

function failing(error: unknown): () => never {
  return () => {
    throw error;
  };
}

describe('a failure is reported once', () => {
  it('when it passes through several commands, and is captured in the end', async () => {
    const made = make();
    const { telemetry } = made;
    const error = new TypeError('m');
    const outer = (): unknown => telemetry.command('outer', () => telemetry.command('inner', failing(error)));
    expect(outer).toThrow(error);
    expect(telemetry.captureError(error)).toMatch(/^[0-9A-Z]{8}-1$/);
    expect(await arrived(made)).toEqual([
      ['error', { errorClass: 'typeerror', command: 'inner', exitCode: 1 }],
    ]);
  });

  it('when it is wrapped on its way', async () => {
    const made = make();
    const outer = (): unknown =>
      made.telemetry.command('outer', () => {
        try {
          made.telemetry.command('inner', failing(new TypeError('m')));
        } catch (cause) {
          throw new Error('outer', { cause });
        }
      });
    expect(outer).toThrow('outer');
    expect(await arrived(made)).toHaveLength(1);
  });

  it('when it is a text', async () => {
    const made = make();
    const outer = (): unknown =>
      made.telemetry.command('outer', () => made.telemetry.command('inner', async () => failing('text')()));
    await expect(outer()).rejects.toBe('text');
    made.telemetry.captureError('text');
    expect(await arrived(made)).toEqual([['error', { errorClass: 'string', command: 'inner', exitCode: 1 }]]);
    made.platform.clock.advance(2000);
    made.telemetry.captureError('text');
    expect(await arrived(made)).toHaveLength(2);
  });

  it('as a kind where it is expected, also if nobody catches it', async () => {
    const made = make();
    const error = Object.assign(new Error('m'), { code: 'E_LOCKED', exitCode: 5 });
    expect(() => made.telemetry.command('push', failing(error))).toThrow(error);
    expect(made.telemetry.captureError(error)).toBeUndefined();
    made.platform.crash(error, 'uncaughtException');
    expect(await arrived(made)).toEqual([
      [
        'command.error',
        { command: 'push', errorKind: 'locked', errorClass: 'error', errorCode: 'e_locked', exitCode: 5 },
      ],
    ]);
  });
});

describe('a command that throws at once', () => {
  it('is told of as a failure of an unknown kind where the tool handles the error itself', async () => {
    const made = make();
    for (const command of ['one', 'two'])
      expect(() => made.telemetry.command(command, failing(new TypeError('m')))).toThrow('m');
    expect(await arrived(made)).toEqual([
      ['command.error', { command: 'one', errorKind: 'unknown', exitCode: 1 }],
      ['command.error', { command: 'two', errorKind: 'unknown', exitCode: 1 }],
    ]);
  });

  it('and is told of as what it is where nobody handles it', async () => {
    const made = make();
    const error = new TypeError('m');
    expect(() => made.telemetry.command('scan', failing(error))).toThrow(error);
    made.platform.crash(error, 'uncaughtException');
    made.platform.exit(1);
    expect(await arrived(made)).toEqual([
      ['crash', { errorClass: 'typeerror', origin: 'exception', command: 'scan' }],
    ]);
  });
});

describe('captureError', () => {
  it('takes the fields that are declared, and no others', async () => {
    const made = make();
    made.telemetry.captureError(new Error('m'), { step: 'read', command: 'push', exitCode: 3 });
    made.telemetry.captureError(new RangeError('m'), { step: 'burn', errorClass: 'mine', x: 1 } as never);
    expect(await arrived(made)).toEqual([
      ['error', { errorClass: 'error', step: 'read', command: 'push', exitCode: 3 }],
      ['error', { errorClass: 'rangeerror' }],
    ]);
  });

  it('answers nothing and records nothing where telemetry is off', async () => {
    const made = make();
    made.telemetry.choose('off');
    expect(made.telemetry.captureError(new Error('m'))).toBeUndefined();
    expect(await arrived(made)).toEqual([]);
  });

  it('counts a storm', async () => {
    const made = make();
    for (let n = 0; n < 1000; n += 1) made.telemetry.captureError(new Error(`attempt ${n}`));
    expect(await arrived(made)).toHaveLength(10);
    const ledger = await made.telemetry.ledger();
    expect(ledger['memory']?.dropped).toEqual({ storm_limited: 990 });
  });

  it('refuses fields that every error has', () => {
    const options = { home, errors: { fields: { errorClass: oneOf(['a']) } } };
    expect(() => testTelemetry(options)).toThrow(/errors\.fields.*without the names/);
  });
});

describe('a crash', () => {
  it('takes the place of what its command told of it', async () => {
    const made = make();
    const error = new RangeError('m');
    const promise = made.telemetry.command('scan', async () => failing(error)());
    await expect(promise).rejects.toBe(error);
    made.platform.crash(error, 'unhandledRejection');
    made.platform.exit(1);
    expect(await arrived(made)).toEqual([
      ['crash', { errorClass: 'rangeerror', origin: 'rejection', command: 'scan' }],
    ]);
  });
});
