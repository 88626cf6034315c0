import type { Platform } from '../platform/platform.ts';
import type { BatchEvent } from '../sinks/batch.ts';
import type { Sink } from '../sinks/sink.ts';
import type { Asked, ErasureRequest } from './request.ts';

const DELETION_EVENT = 'data.deletion_request';

/**
 * Sends one event for each id, alone, with that id and nothing else about the installation. In no spool and no books, like all
 * that is sent by hand. It always has the same event id, so that a sink that can tells a copy.
 */
export async function askByEvent(
  { platform, signal }: { readonly platform: Platform; readonly signal: AbortSignal },
  sink: Sink,
  request: ErasureRequest,
): Promise<Asked> {
  const { ids } = request;
  for (const [index, install] of ids.entries()) {
    const event = createEvent(request, [install, ids.length - index]);
    const batch = {
      id: `${event.id}-1`,
      attempt: request.tries + 1,
      sentAt: platform.now(),
      events: [event],
    };
    const result = await sink.send(batch, { signal });
    if (result.kind === 'accepted' && (result.rejected ?? []).length === 0) continue;
    const afterMs = result.kind === 'retry' ? result.afterMs : undefined;
    return { kind: 'failed', reason: reasonOf(result), left: ids.slice(index), afterMs };
  }
  return { kind: 'requested' };
}

/** Numbered from the end: when the first are done and the rest is asked again, each keeps its number. */
function createEvent(
  { run, tool, version, askedAt }: ErasureRequest,
  [install, seq]: readonly [string, number],
): BatchEvent {
  const resource = { tool, version, install };
  const head = { run, level: 'errors', resource };
  return {
    id: `${run}.${seq}`,
    run: head,
    seq,
    time: askedAt,
    name: DELETION_EVENT,
    level: 'errors',
    props: {},
  };
}

function reasonOf(result: Awaited<ReturnType<Sink['send']>>): string {
  if ('reason' in result) return result.reason;
  return result.kind === 'accepted' ? (result.rejected?.[0]?.reason ?? 'rejected') : 'too_large';
}
