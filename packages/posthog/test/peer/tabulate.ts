import { flatten } from '../../../overt/test/harness/differences.ts';
import type { Request } from './ask.ts';

/** What differs from time to time. That it is there is what counts. */
const VOLATILE = /^(body\.)?(sent_at|batch\.0\.(uuid|timestamp|distinct_id))$/;
const LINES = /\.(pre_context|post_context)\.\d+$/;

type ListedError = { stacktrace?: { frames: { in_app?: boolean }[] } };

/** A request as a table of its leaves. Frames of Node itself are left out: each version of Node has others. */
export function tabulate(request: Request | undefined): Record<string, unknown> {
  const { body } = structuredClone(request) ?? {};
  const list = body?.batch[0]?.properties['$exception_list'] as ListedError[] | undefined;
  for (const { stacktrace } of list ?? [])
    if (stacktrace) stacktrace.frames = stacktrace.frames.filter((frame) => frame.in_app);
  const seen = new Map<string, unknown>();
  for (const [path, value] of Object.entries(flatten(body))) {
    // One of a long list says as much as all of it.
    seen.set(path.replace(LINES, '.$1'), VOLATILE.test(path) || LINES.test(path) ? '…' : value);
  }
  return Object.fromEntries(seen);
}
