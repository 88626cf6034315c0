import { describe, expect, expectTypeOf, it } from 'vitest';
import * as built from 'overt';
import * as testing from 'overt/testing';
import { count, flag, noop, oneOf, type Telemetry } from './index.ts';

describe('the public names', () => {
  it('are these', () => {
    expect(Object.keys(built).toSorted()).toMatchInlineSnapshot(`
      [
        "OptionError",
        "bytes",
        "collector",
        "count",
        "defineTelemetry",
        "durationMs",
        "file",
        "flag",
        "getTelemetry",
        "hash",
        "http",
        "moduleSink",
        "noop",
        "oneOf",
        "slug",
        "stdout",
        "text",
        "version",
      ]
    `);
    expect(Object.keys(testing).toSorted()).toMatchInlineSnapshot(`
      [
        "describeSink",
        "faultyServer",
        "fixedClock",
        "memorySink",
        "testPlatform",
        "testTelemetry",
      ]
    `);
  });

  it('are the same in what bundlers take', async () => {
    // Node never takes the condition `module`, so the file is asked for by its path.
    const path = new URL('../dist/bundled.js', import.meta.url).href;
    const bundled = (await import(path)) as object;
    expect(Object.keys(bundled).toSorted()).toEqual(Object.keys(built).toSorted());
  });
});

describe('track', () => {
  const events = {
    'scan.done': {
      why: 'A test.',
      owner: 'tests',
      expires: 'never',
      fields: { files: count(), ok: flag({ optional: true }), mode: oneOf(['fast', 'deep']) },
    },
    'scan.begun': { why: 'A test.', owner: 'tests', expires: 'never' },
  } as const;
  type Track = Telemetry<typeof events>['track'];

  it('is typed from the catalogue', () => {
    expectTypeOf<Track>().toBeCallableWith('scan.begun');
    expectTypeOf<Track>().toBeCallableWith('scan.done', { files: 1, mode: 'fast' });
    expectTypeOf<Track>().toBeCallableWith('feature.used', { feature: 'x' });
    const track = (() => {}) as Track;
    // @ts-expect-error no such event
    track('scan.failed');
    // @ts-expect-error a field that is not declared
    track('scan.done', { files: 1, mode: 'fast', path: '/x' });
    // @ts-expect-error a word that is not in the list
    track('scan.done', { files: 1, mode: 'slow' });
    // @ts-expect-error a field is missing
    track('scan.done', { files: 1 });
    expect(noop().kind).toBe('noop');
  });
});
