import type { Totals } from '../agents/totals.ts';
import type { EventLevel, PropValue } from '../catalogue/event.ts';
import type { ConsentPolicy } from '../consent/policy.ts';
import type { ProcessMark } from './liveness.ts';

/**
 * The file of one run: NDJSON, written by one process and read by the courier. A run that grows is continued in
 * further files, its segments, so that what is behind the writer can be delivered while it runs.
 */
export const RUN_FORMAT = 1;

/** What is true of the whole run. */
export type Resource = Readonly<Record<string, string>> & { readonly tool: string; readonly version: string };

/** What a run knows that stays on this machine: the courier makes fields of the resource from it, and drops it. */
export type LocalFacts = {
  /** Variables that may name an agent or a container (environment/marks.ts). */
  readonly marks?: Readonly<Record<string, string>> | undefined;
  /** The path of the executable, and that of the script if there is one. */
  readonly program?: string | undefined;
  readonly script?: string | undefined;
  /** Where the tool was run: from there, the project is found. */
  readonly project?: string | undefined;
  /** Whether the run may be known by its machine. */
  readonly machine?: true | undefined;
  /** What the author settled: threads and processes of the run ask the user's consent by it (worker/worker-consent.ts). */
  readonly policy?: ConsentPolicy | undefined;
  /** Errors that the author declared to be expected, if there are any. */
  readonly expected?: Readonly<Record<string, string>> | undefined;
  /** Whether a daemon of a tool started it. */
  readonly byDaemon?: true | undefined;
  /** Of a part of a run: which other part started it; the run itself if there is none. */
  readonly startedBy?: string | undefined;
};

/** Ids in lower-case hexadecimal digits: 32 of the trace, 16 of a span. */
export type RunTrace = {
  readonly traceId: string;
  /** The run itself. */
  readonly spanId: string;
  /** What started it, if that is known. */
  readonly parentSpanId?: string | undefined;
};

/** The first line of each segment. */
export type HeaderLine = {
  readonly overt: typeof RUN_FORMAT;
  readonly run: string;
  readonly parent?: string | undefined;
  /**
   * The file holds what a thread or a process of the run `parent` has to report: it is no run of the tool. An error that nobody
   * catches in a thread ends the run too, unless somebody listens.
   */
  readonly worker?: true | undefined;
  readonly segment: number;
  readonly process: ProcessMark;
  readonly level: string;
  readonly source: string;
  readonly resource: Resource;
  /** Where the run stands in a trace. */
  readonly trace?: RunTrace | undefined;
  readonly local?: LocalFacts | undefined;
  /** The commands that were open when the segment began, outermost first. */
  readonly open?: readonly string[] | undefined;
  /** The sessions of agents that were. */
  readonly sessions?: readonly OpenSession[] | undefined;
};

/** A session that has begun in an earlier segment: if its run dies, its totals are told by these and what follows. */
export type OpenSession = {
  /** Hashes, as they are in events. */
  readonly session: string;
  readonly parentSession?: string | undefined;
  readonly agent: string;
  /** The times of its first and its last event. */
  readonly from: number;
  readonly to: number;
  readonly totals: Totals;
};

export type EventLine = {
  readonly seq: number;
  readonly time: number;
  readonly name: string;
  /** Left out at level `usage`, which nearly all events have. */
  readonly level?: EventLevel;
  readonly props: Readonly<Record<string, PropValue>>;
  /** Of an error: what the courier makes `stack` and `fingerprint` from, and drops. It never leaves the machine. */
  readonly local?: ErrorNotes | undefined;
};

/** What a run writes down of an error, as it found it, so that a process that dies has little to do. */
export type ErrorNotes = {
  /** The error itself, then its causes and members, each after the one that it belongs to. */
  readonly errors: readonly ErrorNote[];
  /** The folder of the tool's package: paths are made relative to it. */
  readonly root?: string | undefined;
  /** Where there is no package: the tool in one file. */
  readonly script?: string | undefined;
  /** The number of an event of this run that told of the same failure: this one takes its place. */
  readonly replaces?: number | undefined;
};

/** Where an error came from. */
export type FrameLines = {
  /** The lines of its stack that begin with `at`, without that word, as the engine wrote them. Paths are whole. */
  readonly frames?: readonly string[] | undefined;
  /** How many frames were left out, and after how many of `frames`. */
  readonly cut?: { readonly after: number; readonly count: number } | undefined;
};

export type ErrorNote = FrameLines & {
  /** The name of its class, in the case in which it is written. */
  readonly type: string;
  readonly code?: string | undefined;
  /** Redacted. The message at level `full`; below, only what the author wrote for this purpose. */
  readonly message?: string | undefined;
  /** Where it belongs: the index of its parent in the list. Left out of the first. */
  readonly parent?: number | undefined;
  /** Whether its parent came about because of it, or contains it (AggregateError). */
  readonly relation?: 'cause' | 'member' | undefined;
};

/** The frames of the errors of an earlier event, which could not be read at that time (errors/describe.ts). */
export type FramesLine = { readonly framesOf: number; readonly errors: readonly FrameLines[] };

/** A command began: if nothing follows, it was abandoned. */
export type BeginLine = { readonly begin: string; readonly time: number };

/** Counts of what was dropped or done wrong since the segment began. A later line of a segment replaces an earlier. */
export type CountsLine = { readonly dropped: Counts; readonly misuse: Counts };

/** The segment is closed and another one follows. */
export type NextLine = { readonly next: number };

/** The run is over. */
export type EndLine = {
  readonly end: {
    readonly code: number;
    readonly durationMs: number;
    /** How many errors the run recorded. Left out where there were none. */
    readonly errors?: number | undefined;
    /** Whether one of them ended it. */
    readonly crashed?: true | undefined;
  };
};

export type RunLine = HeaderLine | EventLine | FramesLine | BeginLine | CountsLine | NextLine | EndLine;

export type Counts = Readonly<Record<string, number>>;

/** Segments are closed at this size: small enough to merge into one batch, large enough to be rare. */
export const MAX_SEGMENT_BYTES = 256 * 1024;

export function segmentName(run: string, segment: number): string {
  // Padded, so that the names of one run sort in order.
  return `${run}.${String(segment).padStart(4, '0')}.ndjson`;
}

export function encodeLine(line: RunLine): string {
  return `${JSON.stringify(line)}\n`;
}
