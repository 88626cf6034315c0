import type { Lowering } from '../lowering.ts';
import type { HttpOutcome } from './transport.ts';

/** The headers by which an endpoint asks for less. */
export type LoweringHeaders = {
  /** The share of runs of which it wants events: a number from 0 to 1. */
  readonly sampleRate?: string | undefined;
  /** The least time between two deliveries: seconds, or a duration as Go writes it (`1m30s`). */
  readonly interval?: string | undefined;
};

/** Until the next answer says something else, but not for longer: the endpoint may never be reached again. */
const HOLDS_MS = 24 * 60 * 60 * 1000;

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** What the headers of an answer ask for. What cannot be read asks for nothing. */
export function readLowering(names: LoweringHeaders, outcome: HttpOutcome): Lowering | undefined {
  if (outcome.kind === 'failure') return undefined;
  const { headers = {} } = outcome;
  const read = (name: string | undefined): string =>
    name === undefined ? '' : String(headers[name.toLowerCase()] ?? '');
  const rate = parseRate(read(names.sampleRate));
  const everyMs = parseDuration(read(names.interval));
  if (rate === undefined && everyMs === undefined) return undefined;
  return {
    forMs: HOLDS_MS,
    ...(rate !== undefined && { sample: { '*': rate } }),
    ...(everyMs !== undefined && { everyMs }),
  };
}

function parseRate(text: string): number | undefined {
  if (!/^\d(\.\d{1,20})?$/.test(text)) return undefined;
  const rate = Number(text);
  return rate <= 1 ? rate : undefined;
}

function parseDuration(text: string): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  if (text.length > 40 || !/^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g);
  return Math.round(
    [...parts].reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0),
  );
}
