import { evaluate } from '../../platform/evaluate.ts';
import type { Platform } from '../../platform/platform.ts';
import type { SinkDescriptor, SinkModule } from '../descriptor.ts';
import type { HttpTransport } from '../http/transport.ts';
import type { SendResult, Sink } from '../sink.ts';
import { sourceOf } from './source.ts';
import { createTools, type CreateSink } from './tools.ts';

const KINDS: readonly unknown[] = ['accepted', 'retry', 'rejected', 'too-large'];

/**
 * A sink whose code is in a file that is not ours. Whatever is wrong with that file (an update has taken it away, it is
 * damaged, it answers nonsense), what is meant for this sink waits, and the others go on.
 */
export function createModuleSink(
  platform: Platform,
  { name, options, module }: SinkDescriptor,
  transport: HttpTransport,
): Sink {
  try {
    const made = load(platform, module)(createTools(platform, transport), { name, options });
    if (typeof made.send !== 'function') return createFailing(name, 'sink_broken');
    return {
      name,
      send: async (batch, context) => checkResult(await made.send(batch, context)),
      ...(made.deleteData === undefined ? {} : { deleteData: made.deleteData.bind(made) }),
    };
  } catch {
    return createFailing(name, isGone(platform, module) ? 'sink_missing' : 'sink_broken');
  }
}

function load(platform: Platform, module: SinkModule | undefined): CreateSink {
  if (module === undefined) throw new Error('A sink without code.');
  const exported =
    'file' in module
      ? platform.builtin('node:module').createRequire(module.file)(module.file)
      : evaluate(platform, sourceOf(platform, module), 'overt-sink');
  return (exported as { createSink: CreateSink }).createSink;
}

function isGone({ fs }: Platform, module: SinkModule | undefined): boolean {
  return module !== undefined && 'file' in module && !fs.existsSync(module.file);
}

function checkResult(result: unknown): SendResult {
  const isKnown = KINDS.includes((result as SendResult | undefined)?.kind);
  return isKnown ? (result as SendResult) : { kind: 'retry', reason: 'sink_broken' };
}

function createFailing(name: string, reason: string): Sink {
  return { name, send: async () => ({ kind: 'retry', reason }) };
}
