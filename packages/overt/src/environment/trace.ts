import type { Platform } from '../platform/platform.ts';
import type { RunTrace } from '../spool/run-file.ts';

/** How a process says to those that it starts where they stand in a trace (OpenTelemetry: environment variables as context carriers). */
const VARIABLE = 'TRACEPARENT';
/** Version, trace, span, flags (W3C Trace Context, section 3.2). Later versions may have more behind these. */
const TRACEPARENT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const SAMPLED = 1;

/**
 * Puts a run into the trace of what started it, or into one of its own, and hands that on to what it starts. A trace of which its
 * owner keeps nothing has nothing of ours either.
 */
export function joinTrace({ env, random, system }: Platform): RunTrace | undefined {
  const [, version, trace, parentSpanId, flags = '', more] = TRACEPARENT.exec(env[VARIABLE] ?? '') ?? [];
  const isKnown = trace !== undefined && (version !== '00' || more === undefined);
  if (isKnown && (Number.parseInt(flags, 16) & SAMPLED) === 0) return undefined;
  const spanId = randomHex(random, 16);
  const traceId = isKnown ? trace : randomHex(random, 32);
  system.setEnv(VARIABLE, `00-${traceId}-${spanId}-01`);
  return { traceId, spanId, ...(isKnown && { parentSpanId }) };
}

/** Never all zeros, which would be no id. */
function randomHex(random: Platform['random'], digits: number): string {
  let hex = '';
  while (hex.length < digits) hex += Math.floor(random() * 16).toString(16);
  return /^0+$/.test(hex) ? hex.replace(/0$/, '1') : hex;
}
