import type { BatchEvent } from '../../sinks/batch.ts';
import type { Batch } from '../../sinks/sink.ts';

const RUN = {
  run: '01JD8Z7A1BCDEFGHJKMNPQRSTV',
  level: 'full',
  resource: { tool: 'contract', version: '1.0.0', os: 'linux', install: '5f1d7a84db3c2e0917b60c4af8e3d926' },
};
/** Some time that does not change, so that what is sent does not either. */
const TIME = Date.UTC(2026, 0, 1);

/** Events as the courier has them, one after the other. */
export function exampleEvents(
  count: number,
  props: BatchEvent['props'] = {},
  first: number = 1,
): readonly BatchEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const seq = first + index;
    return {
      id: `${RUN.run}.${seq}`,
      run: RUN,
      seq,
      time: TIME + seq,
      name: 'contract.checked',
      level: 'usage',
      props: { seq, ...props },
    };
  });
}

/** A batch as the courier makes them. */
export function batchOf(
  events: readonly BatchEvent[],
  { attempt = 1, memo }: { readonly attempt?: number; readonly memo?: string | undefined } = {},
): Batch {
  const [first] = events;
  const account = { recorded: events.length, delivered: 0, pending: events.length, dropped: {} };
  const ledger = { id: RUN.run, time: TIME, ...account };
  const id = `${first?.id}-${events.length}`;
  return { id, attempt, sentAt: TIME, events, ledger, ...(memo !== undefined && { memo }) };
}

export function exampleBatch(count: number, props: BatchEvent['props'] = {}): Batch {
  return batchOf(exampleEvents(count, props));
}
