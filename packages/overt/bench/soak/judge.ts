/** What one process of the soak says of itself, once a second. Delays in nanoseconds. */
export type Sample = {
  readonly rss: number;
  readonly heapUsed: number;
  /** Whether all garbage had just been collected. */
  readonly isCollected: boolean;
  readonly events: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
};

/** A process, as it was after its warm-up. */
export type Summary = {
  readonly heapMbPerMinute: number;
  readonly rssMbPerMinute: number;
  readonly rssMb: number;
  readonly heapMb: number;
  readonly events: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
};

export type Finding = { readonly text: string; readonly isFine: boolean };

type Counts = {
  readonly recorded: number;
  readonly received: readonly (readonly [id: string, name: string])[];
};

/** Code is compiled and caches are filled in the first third. */
const WARM_UP = 1 / 3;
const MB = 1024 * 1024;
const NS_PER_MS = 1e6;
/** What a heap moves up and down by itself, over the time that is looked at. */
const HEAP_SLACK_MB = 2;
/** A slope over less than this says nothing. */
const MIN_MINUTES = 0.1;
/** A fifth of the 5 ms after which the loop is looked at. In a short run each delivery is one of few samples, and there are more of them. */
const DELAY_SLACK_MS = 1;
const SHORT_DELAY_FACTOR = 2;
const SHORT_DELAY_SLACK_MS = 10;
const SHORT_MINUTES = 1;
/** The courier adds these; they are not the run's own. */
const LAST_SEQS = 1_800_000_000;

export function summarize(samples: readonly Sample[]): Summary {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP));
  const settled = warm.filter(({ isCollected }) => isCollected);
  const last = warm.at(-1);
  if (last === undefined) throw new Error('the process said nothing');
  return {
    heapMbPerMinute: slopePerMinute(settled.length > 2 ? settled : warm, ({ heapUsed }) => heapUsed, samples),
    rssMbPerMinute: slopePerMinute(warm, ({ rss }) => rss, samples),
    rssMb: last.rss / MB,
    heapMb: (settled.at(-1) ?? last).heapUsed / MB,
    events: last.events,
    p50Ms: last.p50 / NS_PER_MS,
    p99Ms: last.p99 / NS_PER_MS,
    maxMs: last.max / NS_PER_MS,
  };
}

export function judge([bare, own]: readonly [Summary, Summary], counts: Counts): Finding[] {
  const minutes = Math.max(MIN_MINUTES, own.events / 6000);
  const growth = (own.heapMbPerMinute - bare.heapMbPerMinute) * minutes;
  const ownEvents = counts.received.filter(([id]) => Number(id.split('.')[1]) < LAST_SEQS).length;
  const abandoned = counts.received.filter(([id]) => Number(id.split('.')[1]) >= LAST_SEQS);
  // The last one may be with the system before it is noted.
  const isWhole = ownEvents === counts.recorded || ownEvents === counts.recorded + 1;
  return [
    { text: show('without telemetry', bare), isFine: true },
    { text: show('with telemetry', own), isFine: true },
    { text: `heap: ${growth.toFixed(2)} MB more growth`, isFine: growth < HEAP_SLACK_MB },
    {
      text: `event loop delay, p99: ${(own.p99Ms - bare.p99Ms).toFixed(2)} ms more`,
      isFine: own.p99Ms <= mostDelayMs(bare, minutes),
    },
    {
      text: `recorded ${counts.recorded}, received ${ownEvents} after SIGKILL, and ${abandoned.length} that say what was open`,
      isFine: isWhole && abandoned.length > 0,
    },
  ];
}

/** A machine that does other things moves the few samples of a short run far. */
function mostDelayMs({ p99Ms }: Summary, minutes: number): number {
  return minutes < SHORT_MINUTES ? p99Ms * SHORT_DELAY_FACTOR + SHORT_DELAY_SLACK_MS : p99Ms + DELAY_SLACK_MS;
}

function show(name: string, summary: Summary): string {
  const { events, rssMb, rssMbPerMinute, heapMb, heapMbPerMinute, p50Ms, p99Ms, maxMs } = summary;
  const [rss, heap] = [rssMb, heapMb].map((mb) => mb.toFixed(1));
  const [rssSlope, heapSlope] = [rssMbPerMinute, heapMbPerMinute].map((mb) => mb.toFixed(3));
  const [p50, p99, max] = [p50Ms, p99Ms, maxMs].map((ms) => ms.toFixed(2));
  return `${name}: ${events} events; rss ${rss} MB (${rssSlope} MB/min), heap ${heap} MB (${heapSlope} MB/min); loop delay p50 ${p50}, p99 ${p99}, max ${max} ms`;
}

/** Least squares. One sample a second. */
function slopePerMinute(
  samples: readonly Sample[],
  read: (sample: Sample) => number,
  all: readonly Sample[],
): number {
  const points = samples.map((sample) => [all.indexOf(sample) / 60, read(sample) / MB] as const);
  const mean = (pick: 0 | 1): number => points.reduce((sum, point) => sum + point[pick], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const above = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const below = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return below === 0 ? 0 : above / below;
}
