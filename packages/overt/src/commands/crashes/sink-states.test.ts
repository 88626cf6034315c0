import { describe, expect, it } from 'vitest';
import type { Delivered } from '../../journal/read-journal.ts';
import { stateAt, triesAt, type Spot } from './sink-states.ts';

const ID = '01JD8Z7A1BCDEFGHJKMNPQRSTV.3';

/** Event 5 of batch 2, which was made at 100 and kept at 200. */
const KEPT: Spot = { id: ID, state: 'kept', batch: { number: 2, index: 5, from: 100, to: 200, missing: [] } };
const WAITS: Spot = { ...KEPT, state: 'waits', batch: { ...KEPT.batch!, missing: ['main'] } };
const HELD: Spot = { id: ID, state: 'held' };

const line = (given: Partial<Delivered>): Delivered => ({
  time: 150,
  sink: 'main',
  batch: 2,
  from: 0,
  to: 10,
  sent: 10,
  result: 'accepted',
  ...given,
});
const byHand = (given: Partial<Delivered>): Delivered =>
  line({ batch: 0, from: 0, to: 1, sent: 1, event: ID, ...given });

type Row = {
  readonly what: string;
  readonly spot: Spot;
  readonly lines: readonly Delivered[];
  readonly is: object;
};

const ROWS: readonly Row[] = [
  { what: 'nothing is known', spot: KEPT, lines: [], is: { state: 'kept' } },
  { what: 'it waits', spot: WAITS, lines: [], is: { state: 'waits' } },
  { what: 'it is held', spot: HELD, lines: [line({})], is: { state: 'held' } },
  { what: 'it was sent', spot: KEPT, lines: [line({})], is: { state: 'sent', time: 150 } },
  {
    what: 'it waits for others',
    spot: { ...WAITS, batch: { ...KEPT.batch!, missing: ['other'] } },
    lines: [line({})],
    is: { state: 'sent', time: 150 },
  },
  { what: 'another sink has it', spot: KEPT, lines: [line({ sink: 'other' })], is: { state: 'kept' } },
  { what: 'another batch', spot: KEPT, lines: [line({ batch: 3 })], is: { state: 'kept' } },
  { what: 'a batch of that number before', spot: KEPT, lines: [line({ time: 99 })], is: { state: 'kept' } },
  { what: 'a batch of that number after', spot: KEPT, lines: [line({ time: 201 })], is: { state: 'kept' } },
  { what: 'the events before it', spot: WAITS, lines: [line({ to: 5 })], is: { state: 'waits' } },
  { what: 'the events after it', spot: WAITS, lines: [line({ from: 6 })], is: { state: 'waits' } },
  {
    what: 'a failure',
    spot: WAITS,
    lines: [line({ result: 'retry', reason: 'ECONNREFUSED' })],
    is: { state: 'waits', time: 150, reason: 'ECONNREFUSED' },
  },
  {
    what: 'too large, so it was halved',
    spot: WAITS,
    lines: [line({ result: 'too-large' })],
    is: { state: 'waits', time: 150 },
  },
  {
    what: 'too large alone',
    spot: KEPT,
    lines: [line({ from: 5, to: 6, result: 'too-large' })],
    is: { state: 'dropped', time: 150 },
  },
  {
    what: 'refused',
    spot: KEPT,
    lines: [line({ result: 'rejected', reason: 'status_400' })],
    is: { state: 'dropped', time: 150, reason: 'status_400' },
  },
  {
    what: 'refused by itself',
    spot: KEPT,
    lines: [line({ refused: [ID] })],
    is: { state: 'dropped', time: 150 },
  },
  {
    what: 'another one refused',
    spot: KEPT,
    lines: [line({ refused: ['X.1'] })],
    is: { state: 'sent', time: 150 },
  },
  {
    what: 'not given to the sink, which asked for none of these',
    spot: KEPT,
    lines: [line({ withheld: { [ID]: 'asked_to_drop' } })],
    is: { state: 'dropped', time: 150, reason: 'asked_to_drop' },
  },
  {
    what: 'not given to the sink, as the user lets less happen',
    spot: KEPT,
    lines: [line({ withheld: { [ID]: 'consent_lowered' } })],
    is: { state: 'kept', time: 150, reason: 'consent_lowered' },
  },
  {
    what: 'not given to the sink, then sent by hand',
    spot: KEPT,
    lines: [line({ withheld: { [ID]: 'asked_to_drop' } }), byHand({ time: 900 })],
    is: { state: 'sent', time: 900 },
  },
  {
    what: 'another one not given to the sink',
    spot: KEPT,
    lines: [line({ withheld: { 'X.1': 'asked_to_drop' } })],
    is: { state: 'sent', time: 150 },
  },
  {
    what: 'kept here',
    spot: KEPT,
    lines: [line({ result: 'kept_local' })],
    is: { state: 'kept', time: 150 },
  },
  {
    what: 'kept here, then sent by hand',
    spot: KEPT,
    lines: [line({ result: 'kept_local' }), byHand({ time: 900 })],
    is: { state: 'sent', time: 900 },
  },
  {
    what: 'sent by hand, then tried again',
    spot: HELD,
    lines: [byHand({ time: 900 }), byHand({ time: 950, result: 'retry' })],
    is: { state: 'sent', time: 900 },
  },
  {
    what: 'refused, then offered by hand',
    spot: KEPT,
    lines: [line({ result: 'rejected' }), byHand({ time: 900, result: 'retry', reason: 'timeout' })],
    is: { state: 'dropped', time: 900, reason: 'timeout' },
  },
  {
    what: 'refused by hand',
    spot: HELD,
    lines: [byHand({ result: 'rejected', reason: 'no' })],
    is: { state: 'held', time: 150, reason: 'no' },
  },
  { what: 'another report by hand', spot: HELD, lines: [byHand({ event: 'X.1' })], is: { state: 'held' } },
];

describe('what became of a report at a sink', () => {
  it.each(ROWS)('$what', ({ spot, lines, is }) => {
    expect(stateAt('main', spot, lines)).toEqual({ sink: 'main', ...is });
  });

  it('counts what the sink may have seen', () => {
    const lines = [
      line({}),
      line({ sink: 'other' }),
      byHand({}),
      byHand({ event: 'X.1' }),
      line({ from: 6 }),
    ];
    expect(triesAt('main', KEPT, lines)).toHaveLength(2);
  });
});
