import { expect, it } from 'vitest';
import { createRedactor, redactText } from '../../src/redact/redact.ts';
import { makeShapes } from './shapes.ts';

/**
 * Twice the text takes twice the time, not four times. Processor time, since tests run beside each other; below the
 * floor, chance decides. What is long is cut at 64 Ki characters, so the lengths here are those that are searched.
 */
const LENGTH = 32_000;
const MAX_RATIO = 3;
const FLOOR_MS = 150;
/** Far above what any shape takes on an idle machine (bench/redact.ts), far below what a square costs. */
const MAX_MS = 600;

it('each shape takes time in proportion to its length', () => {
  const halves = makeShapes(LENGTH);
  const slow: string[] = [];
  for (const [name, whole] of makeShapes(2 * LENGTH)) {
    const half = halves.get(name) ?? '';
    const wholeMs = measure(whole);
    if (wholeMs <= FLOOR_MS) continue;
    const ratio = least(whole) / Math.max(1, least(half));
    if (ratio > MAX_RATIO || wholeMs > MAX_MS)
      slow.push(`${name}: ${wholeMs.toFixed(0)} ms, ratio ${ratio.toFixed(1)}`);
  }
  expect(slow).toEqual([]);
});

it('a megabyte of JSON takes time in proportion to it', () => {
  const { json } = createRedactor();
  const make = (count: number): unknown =>
    Array.from({ length: count }, (_, index) => ({
      id: index,
      note: 'token: abc, mail me@example.com',
      password: 'x',
    }));
  json(make(1000));
  const ratio = Math.min(
    ...[1, 2, 3].map(() => measureJson(json, make(16_000)) / measureJson(json, make(8000))),
  );
  expect(ratio).toBeLessThan(MAX_RATIO);
});

/** Others work on the machine, too. */
function least(text: string): number {
  return Math.min(...Array.from({ length: 5 }, () => measure(text)));
}

function measureJson(json: (value: unknown) => unknown, value: unknown): number {
  const start = process.cpuUsage();
  json(value);
  return used(start);
}

function measure(text: string): number {
  const start = process.cpuUsage();
  redactText(text);
  return used(start);
}

function used(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
