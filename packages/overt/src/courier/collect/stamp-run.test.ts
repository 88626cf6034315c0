import { describe, expect, it } from 'vitest';
import { parseRun } from '../../spool/read-run.ts';
import { parseBatch } from '../outbox.ts';
import { stampRun } from './stamp-run.ts';

const RUN = '01JD8Z7A1BCDEFGHJKMNPQRSTV';
const RESOURCE = { tool: 'scan', version: '1.0.0' };
const event = (seq: number, name = 'scan.step', props = {}): object => ({ seq, time: 1, name, props });
const end = (more = {}): object => ({ end: { code: 1, durationMs: 12, ...more } });

type Case = readonly [what: string, head: object, lines: readonly object[], expected: object];

describe('stampRun', () => {
  it.for<Case>([
    [
      'one that ended',
      {},
      [event(1), end()],
      { began: true, ended: { status: 'ok', errors: 0, durationMs: 12 } },
    ],
    ['with errors', {}, [event(1), end({ errors: 2 })], { ended: { status: 'errored', errors: 2 } }],
    ['that crashed', {}, [event(1), end({ errors: 1, crashed: true })], { ended: { status: 'crashed' } }],
    ['a first part', {}, [event(1), { next: 2 }], { began: true }],
    ['a later part', { segment: 2 }, [event(7), { next: 3 }], {}],
    ['the last part', { segment: 2 }, [event(7), end()], { ended: { status: 'ok' } }],
    ['a later part with the first event', { segment: 2 }, [event(1), { next: 3 }], { began: true }],
    ['what comes after the end', { segment: 2 }, [event(8), { next: 0 }], {}],
    ['one that is gone', {}, [event(1)], { began: true, ended: { status: 'abnormal', errors: 0 } }],
    ['one that is gone after a crash', {}, [event(1, 'crash')], { ended: { status: 'crashed', errors: 1 } }],
    [
      'one out of memory',
      {},
      [event(1, 'command.abandoned', { cause: 'fatal' })],
      { ended: { status: 'crashed' } },
    ],
    ['one with a strange end', {}, [event(1), { end: 'soon' }], { began: true }],
    ['a worker', { worker: true }, [event(1), end()], {}],
  ])('%s', ([, head, lines, expected]) => {
    const header = {
      overt: 1,
      run: RUN,
      segment: 1,
      process: { pid: 1 },
      level: 'usage',
      resource: RESOURCE,
    };
    const content = parseRun(
      [{ ...header, ...head }, ...lines].map((line) => JSON.stringify(line)).join('\n'),
    );
    const stamp = stampRun(content, content.events);
    expect(stamp).toMatchObject(expected);
    expect(Object.keys(stamp).filter((key) => !(key in expected))).toEqual(
      Object.keys(stamp).includes('began') && !('began' in expected) ? ['began'] : [],
    );
  });
});

it('what is true of a run once is true of its last event in a batch', () => {
  const head = {
    run: { run: RUN, level: 'usage', resource: RESOURCE, began: true, ended: { status: 'ok', errors: 0 } },
  };
  const other = { run: { run: RUN.replace('V', 'W'), level: 'usage', resource: RESOURCE } };
  const lines = [head, event(1), event(2), other, event(1)];
  const events = parseBatch(lines.map((line) => JSON.stringify(line)).join('\n'));
  expect(events.map(({ run }) => run.ended?.status)).toEqual([undefined, 'ok', undefined]);
  expect(events.map(({ run }) => run.began)).toEqual([undefined, true, undefined]);
});
