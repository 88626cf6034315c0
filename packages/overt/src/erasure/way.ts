import type { DeletionByEmail, DeletionByHttp, NoDeletion } from '../sinks/deletion.ts';
import type { SinkDescriptor } from '../sinks/descriptor.ts';
import type { Sink } from '../sinks/sink.ts';

/** How a place is asked to erase what it has. Data only, since a request may be made long after the tool has changed. */
export type Way =
  | DeletionByHttp
  | DeletionByEmail
  | NoDeletion
  /** The event `data.deletion_request` to the sink itself. */
  | { readonly kind: 'event'; readonly sink: SinkDescriptor }
  /** The sink itself, if its code can do that. */
  | { readonly kind: 'sink'; readonly sink: SinkDescriptor }
  /** Code of the tool: only a process of the tool itself can ask. */
  | { readonly kind: 'own' }
  /** Nobody has said how. */
  | { readonly kind: 'unknown' };

/** How a sink that is data is asked. */
export function wayOf(sink: SinkDescriptor): Way {
  const { kind, deletion } = sink;
  if (deletion?.kind === 'event') return { kind: 'event', sink: withoutRest(sink) };
  if (deletion !== undefined) return deletion;
  return kind === 'collector' || kind === 'module'
    ? { kind: 'sink', sink: withoutRest(sink) }
    : { kind: 'unknown' };
}

/** How a sink that is code of the tool is asked. */
export function wayOfOwn({ deleteData, deletion }: Sink): Way {
  if (deleteData !== undefined || deletion?.kind === 'event') return { kind: 'own' };
  return deletion ?? { kind: 'unknown' };
}

/** What it takes to make the sink once more. Code as text is left out: it would be kept as often as it is named. */
function withoutRest({ kind, name, options, module }: SinkDescriptor): SinkDescriptor {
  const code = module === undefined || !('file' in module) ? {} : { module };
  return { kind, name, options, ...code };
}
