import type { Level } from '../../consent/level.ts';
import { advance, keepMemo } from '../../ledger/ledger.ts';
import { createOverlay } from '../../platform/overlay.ts';
import { recordOwnSink, recordSink, type RecordingSink, type Sending } from '../../sinks/record.ts';
import { mergeSpool, type MergeSource, type MergedSpool } from '../collect/merge-spool.ts';
import { dropsOf, endOf, prepareBatch, takePiece } from './prepare.ts';

/** What a courier that started now in a folder would work with, and what the user lets happen. */
export type PreviewSource = MergeSource & { readonly level: Level };

/** Something that would leave, to which sink, and how many events are in it. */
export type PlannedSending = Sending & {
  readonly sink: string;
  readonly events: number;
  /** Until when the sink is left alone, after a failure or because it asked for that. */
  readonly notBefore?: number;
};

/**
 * @internal
 * What a courier would send, by the code with which it would: it merges, batches, filters and encodes as one, and changes
 * nothing. Each sink is taken to accept what it is given.
 */
export async function previewSendings(source: PreviewSource): Promise<readonly PlannedSending[]> {
  const { platform } = createOverlay(source.platform);
  const spool = await mergeSpool({ ...source, platform });
  if (spool === undefined) return [];
  const sinks = [
    ...source.plan.sinks.map((descriptor) => recordSink(source.platform, descriptor)),
    ...source.liveSinks.map(recordOwnSink),
  ];
  const planned: PlannedSending[] = [];
  for (const sink of sinks) planned.push(...(await sendAll({ ...source, platform }, spool, sink)));
  return planned;
}

async function sendAll(
  { platform, level, plan, draw }: PreviewSource,
  spool: MergedSpool,
  { sink, sendings }: RecordingSink,
): Promise<PlannedSending[]> {
  const planned: PlannedSending[] = [];
  const { signal } = new AbortController();
  const { closed, sampling } = plan;
  const retryAt = spool.ledger.sinks[sink.name]?.retryAt ?? 0;
  const wait = retryAt > platform.now() ? { notBefore: retryAt } : {};
  let { ledger } = spool;
  for (const [batch, entry] of Object.entries(ledger.batches)) {
    const events = spool.read(batch);
    // A courier drops a batch whose file is damaged.
    if (events.length !== entry.events) continue;
    for (let from = entry.cursors[sink.name]; from !== undefined;) {
      const piece = takePiece(batch, events, [from, events.length]);
      const source = {
        platform,
        ledger,
        closed,
        resumed: ledger.working,
        level,
        sampledBy: draw ?? sampling.by,
      };
      const { batch: prepared, withheld } = prepareBatch(source, sink, piece);
      const sent = prepared.events.length;
      const before = sendings.length;
      const result = sent > 0 ? await sink.send(prepared, { signal }) : undefined;
      for (const sending of sendings.slice(before))
        planned.push({ ...sending, sink: sink.name, events: sent, ...wait });
      const dropped = dropsOf({ kind: 'accepted' }, piece, withheld) ?? {};
      ledger = advance(ledger, { batch, sink: sink.name, to: endOf(piece), delivered: sent, dropped });
      if (result?.kind === 'accepted') ledger = keepMemo(ledger, sink.name, result.memo);
      from = ledger.batches[batch]?.cursors[sink.name];
    }
  }
  return planned;
}
