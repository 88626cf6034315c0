import type { PropValue } from '../catalogue/event.ts';
import type { EventLine, HeaderLine } from '../spool/run-file.ts';

/** What is summed up: one kind of event, of the runs that an agent starts in one conversation. */
const SUMMED = 'command.invocation';
const SUMMARY = 'command.summary';
/** What the outcomes of an invocation are counted as. Help and versions are in `count` only. */
const COUNTED: Readonly<Record<string, 'ok' | 'errors' | 'usageErrors' | 'interrupted' | 'crashes'>> = {
  ok: 'ok',
  error: 'errors',
  'usage-error': 'usageErrors',
  interrupted: 'interrupted',
  crash: 'crashes',
};
/** Runs that differ in one of these are not summed up together. */
const TOLD_APART = ['install', 'version', 'environment', 'agent', 'agentSession', 'project'];

type Shared = EventLine & { readonly rate?: number | undefined };

/** An event, and for how many it stands, with the head of the run that it is sent with. */
export type Summary = { readonly header: HeaderLine; readonly event: Shared; readonly count: number };

type Sum = Omit<Summary, 'count'> & {
  readonly firstMs: number;
  readonly props: Readonly<Record<string, PropValue>>;
};

/**
 * Makes of the invocations of one command in one conversation of an agent a single event, which takes the place of the last of
 * them: its run, its number, its time. So its id is as unique as that, and nothing else is ever sent under it.
 */
export class CommandSummaries {
  readonly #sums = new Map<string, Sum>();

  /**
   * Takes from the events of a run what is to be summed up, and answers the others. How the run ended (`stamped`) is told with one event
   * only: with one of the others, if there are any.
   */
  take([header, stamped]: readonly [HeaderLine, HeaderLine], events: readonly Shared[]): readonly Shared[] {
    if (header.resource['agentSession'] === undefined) return events;
    const summed = events.filter(({ name }) => name === SUMMED);
    const others = events.filter(({ name }) => name !== SUMMED);
    const last = others.length === 0 ? summed.at(-1) : undefined;
    for (const event of summed) this.#add(event === last ? stamped : header, event);
    return others;
  }

  /** All that was taken. What happened once is sent as it was. */
  end(): readonly Summary[] {
    const sums = [...this.#sums.values()];
    this.#sums.clear();
    return sums.map(({ header, event, props, firstMs }) => {
      const count = Number(props['count']);
      if (count === 1) return { header, event, count };
      const spanMs = event.time - firstMs;
      const { run, segment, process, level, source, resource, overt } = header;
      // What stands for several runs is part of no trace, was started by no run, and does not say how one of them ended.
      const shared = { overt, run, segment, process, level, source, resource };
      return { header: shared, event: { ...event, name: SUMMARY, props: { ...props, spanMs } }, count };
    });
  }

  #add(header: HeaderLine, event: Shared): void {
    const told = TOLD_APART.map((name) => header.resource[name]);
    const { command = '', outcome = '', durationMs } = event.props;
    const key = JSON.stringify([header.level, ...told, command, event.rate]);
    const sum = this.#sums.get(key);
    const props = sum?.props ?? {};
    const firstMs = Math.min(sum?.firstMs ?? event.time, event.time);
    const counted = Object.hasOwn(COUNTED, String(outcome)) ? COUNTED[String(outcome)] : undefined;
    const numberOf = (name: string): number => Number(props[name] ?? 0);
    // What runs until somebody stops it has no duration. It counts for none, so that a mean is one of those that have.
    const took = typeof durationMs === 'number' ? [durationMs] : [];
    const timed = numberOf('timed') + took.length;
    const next = {
      command,
      ...Object.fromEntries(Object.values(COUNTED).map((name) => [name, numberOf(name)])),
      ...(counted === undefined ? {} : { [counted]: numberOf(counted) + 1 }),
      count: numberOf('count') + 1,
      timed,
      ...(timed > 0 && {
        durationMs: took.reduce((sum, ms) => sum + ms, numberOf('durationMs')),
        longestMs: Math.max(numberOf('longestMs'), ...took),
      }),
    };
    this.#sums.set(key, { header, event, props: next, firstMs });
  }
}
