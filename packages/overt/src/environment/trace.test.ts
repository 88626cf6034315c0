import fc from 'fast-check';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { testPlatform } from '../testing/test-platform.ts';
import { joinTrace } from './trace.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('joinTrace', () => {
  it('goes on with the trace of what started the run, and hands on its own span', () => {
    const platform = testPlatform({ home: tmpdir(), env: { TRACEPARENT: `00-${TRACE}-${SPAN}-01` } });
    const trace = joinTrace(platform);
    expect(trace).toEqual({
      traceId: TRACE,
      spanId: expect.stringMatching(/^[\da-f]{16}$/) as string,
      parentSpanId: SPAN,
    });
    expect(trace?.spanId).not.toBe(SPAN);
    expect(platform.env['TRACEPARENT']).toBe(`00-${TRACE}-${trace?.spanId}-01`);
  });

  it('knows a later version by its beginning', () => {
    const env = { TRACEPARENT: `cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like` };
    expect(joinTrace(testPlatform({ home: tmpdir(), env }))?.parentSpanId).toBe(SPAN);
  });

  it('has no span in a trace of which nothing is kept, and leaves it to others', () => {
    const env = { TRACEPARENT: `00-${TRACE}-${SPAN}-00` };
    const platform = testPlatform({ home: tmpdir(), env });
    expect([joinTrace(platform), platform.env['TRACEPARENT']]).toEqual([undefined, env.TRACEPARENT]);
  });

  // The examples of what is wrong are those of the specification's own text, section 3.2.2.
  it.each([
    undefined,
    '',
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-01x`,
  ])('begins a trace where %j is no place in one', (given) => {
    const platform = testPlatform({ home: tmpdir(), env: { TRACEPARENT: given } });
    const trace = joinTrace(platform);
    expect(trace).toEqual({
      traceId: expect.stringMatching(/^[\da-f]{32}$/) as string,
      spanId: expect.stringMatching(/^[\da-f]{16}$/) as string,
    });
    expect(trace?.traceId).not.toBe(TRACE);
  });

  it('is never made of zeros alone', () => {
    const platform = { ...testPlatform({ home: tmpdir() }), random: () => 0 };
    const { traceId, spanId } = joinTrace(platform) ?? {};
    expect([traceId, spanId].map((id) => /[1-9a-f]/.test(id ?? ''))).toEqual([true, true]);
  });

  it('takes whatever it is given', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const trace = joinTrace(testPlatform({ home: tmpdir(), env: { TRACEPARENT: text } }));
        expect(trace?.traceId).toHaveLength(32);
      }),
    );
  });
});
