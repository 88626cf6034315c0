import type { DeliveryGuarantee } from '../courier/plan.ts';
import type { SinkDescriptor } from '../sinks/descriptor.ts';

/** Where the courier runs. */
export type DeliveryMode = 'auto' | 'detached' | 'inline' | 'background';

/** How events leave. */
export type DeliveryOptions = {
  /**
   * `detached`: a short-lived process, started at exit when due. `inline`: the tool itself, when it is about to end,
   * for at most `deadlineMs`. `background`: the tool itself, every `intervalMs`, for tools that run for long. `auto`:
   * `inline` in CI and where the tool is the main process of a container, `detached` elsewhere.
   * @default 'auto'
   */
  readonly mode?: DeliveryMode;
  /**
   * The least time between two couriers of one user, in milliseconds, from 0 to a day.
   * @default 300000 (5 minutes)
   */
  readonly intervalMs?: number;
  /**
   * How long `inline` delivery may take, in milliseconds.
   * @default 1500
   */
  readonly deadlineMs?: number;
  /**
   * The wait after the first failure of a sink, in milliseconds. It doubles with each failure, up to an hour.
   * @default 60000
   */
  readonly retryBaseMs?: number;
  /**
   * `at-least-once`: an event is forgotten after the sink has it, and sent again where nobody knows whether it has; its id stays the
   * same, so that it counts once wherever ids are compared. `at-most-once`: it is forgotten before it is sent, and where nobody
   * knows, it is lost and counted as `unconfirmed`.
   * @default 'at-least-once'
   */
  readonly guarantee?: DeliveryGuarantee;
};

export const MODES: readonly unknown[] = ['auto', 'detached', 'inline', 'background'];
export const GUARANTEES: readonly unknown[] = ['at-least-once', 'at-most-once'];

const DAY_MS = 24 * 60 * 60 * 1000;
export const DELIVERY: Required<DeliveryOptions> = {
  mode: 'auto',
  guarantee: 'at-least-once',
  // An agent that calls a tool all day starts a dozen couriers an hour, each of some 60 ms of work.
  intervalMs: 5 * 60 * 1000,
  deadlineMs: 1500,
  retryBaseMs: 60_000,
};
/** Of each number, the least and the most. */
const TIMES = { deadlineMs: [1, 60_000], retryBaseMs: [1, DAY_MS] } as const;
export const DELIVERY_NUMBERS = { ...TIMES, intervalMs: [0, DAY_MS] } as const;
export const BACKGROUND_NUMBERS = { ...TIMES, intervalMs: [100, DAY_MS] } as const;
export const LIMIT_NUMBERS = {
  maxBytes: [64 * 1024, 1024 ** 3],
  maxFiles: [1, 100_000],
  maxAgeMs: [1000, 366 * DAY_MS],
} as const;

/** Whether a sink needs the tool's own standard output, although it is data. */
export function isPrinting({ kind }: Pick<SinkDescriptor, 'kind'>): boolean {
  return kind === 'stdout';
}
