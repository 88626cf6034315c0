import { ClickHouseError } from '@clickhouse/client';
import { expect, test } from 'vitest';
import { isRefusal } from '../src/store/refusal.ts';

const ofServer = (code: string): Error => new ClickHouseError({ code, message: 'm', type: 'T' });

test.each<[name: string, error: Error, refused: boolean]>([
  ['a value that is no number', ofServer('27'), true],
  ['a number that does not fit', ofServer('69'), true],
  ['no memory', ofServer('241'), false],
  ['too many parts', ofServer('252'), false],
  ['no such table', ofServer('60'), false],
  ['a wrong password', ofServer('516'), false],
  ['chDB: a value that is no number', Object.assign(new Error('m'), { clickhouseCode: 27 }), true],
  ['chDB: no memory', Object.assign(new Error('m'), { clickhouseCode: 241 }), false],
  ['2018: a value that is no number', new Error('Code: 27, e.displayText() = DB::Exception: …'), true],
  ['2018: no memory', new Error('Code: 241, e.displayText() = DB::Exception: …'), false],
  ['no connection', new Error('connect ECONNREFUSED 127.0.0.1:8123'), false],
  ['a proxy that answers in its own words', new Error('<html>Error: Code: 27, sorry</html>'), false],
])('%s', (_, error, refused) => {
  expect(isRefusal(error)).toBe(refused);
});
