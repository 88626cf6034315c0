import type { EventDeclaration, PropValue } from '../catalogue/event.ts';
import type { Field } from '../catalogue/field.ts';
import type { Decision } from '../consent/decision.ts';
import type { Level } from '../consent/level.ts';
import { createOverlay } from '../platform/overlay.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { RUNS } from '../spool/folders.ts';
import { writeNewFile } from '../spool/private-file.ts';
import type { Gate } from '../telemetry/gate-keeper.ts';
import type { Manager } from './manager.ts';

/** A run that exists in memory only: its platform, and the file that it wrote there. */
export type MadeRun = {
  readonly platform: Platform;
  readonly folder: string;
  readonly files: readonly string[];
};

/** An event to be recorded. */
export type MadeEvent = readonly [name: string, props: Readonly<Record<string, PropValue>>];

/** What stands for ids and hashes where there are none yet. */
export const SAMPLE_ID = '0123456789abcdef0123456789abcdef';

/** One event of each kind that may be recorded, each field filled with what may be in it. */
export function sampleEvents({ settings, cold }: Manager): MadeEvent[] {
  return Object.entries({ ...cold().BUILTIN_EVENTS, ...settings.events }).map(
    ([name, { fields = {} }]: [string, EventDeclaration]) => [
      name,
      Object.fromEntries(
        Object.entries(fields).flatMap(([key, field]) => {
          const value = sampleOf(field);
          return value === undefined ? [] : [[key, value]];
        }),
      ),
    ],
  );
}

/** Nothing for what the courier fills in. */
function sampleOf(field: Field): PropValue | undefined {
  switch (field.kind) {
    case 'oneOf':
      return field.values[0] ?? '';
    case 'flag':
      return true;
    case 'count':
      return 3;
    case 'durationMs':
      return 120;
    case 'bytes':
      return 2048;
    case 'version':
      return '1.2.3';
    case 'slug':
      return 'example';
    case 'hash':
    case 'text':
      return 'an example';
    case 'stack':
    case 'derived':
      return undefined;
  }
}

/** Records events with the code that records, in memory: nothing on the disk is changed, and no id is made. */
export function makeRun(
  manager: Manager,
  events: readonly MadeEvent[],
  { id }: { readonly id: string | undefined },
): MadeRun {
  const { platform, written } = createOverlay(manager.platform);
  const [folder = ''] = manager.gate.folders;
  const keepId = (_: Platform, path: string): string | undefined => {
    if (id !== undefined) writeNewFile(platform, path, id);
    return id;
  };
  const cold = {
    ...manager.cold(),
    makeSecret: keepId,
    hashLocally: () => SAMPLE_ID.slice(0, 16),
    // Made-up events are none of those that are limited.
    passLimit: () => true,
    resetLimit: () => {},
  };
  const gate = { ...manager.gate, current: () => atLevel('full'), openFolder: () => folder } satisfies Gate;
  // Whoever watches what is recorded (OVERT_DEBUG) would take it for real.
  const { watchWriter: _watch, ...context } = manager;
  const recorder = manager.createRecorder({ ...context, platform, cold: () => cold, gate });
  for (const [name, props] of events) recorder.record(name, props);
  recorder.writer.end({ code: 0, durationMs: 0 });
  const files = [...written.keys()].filter((path) => path.startsWith(join(folder, RUNS)));
  return { platform, folder, files };
}

function atLevel(level: Level): Decision {
  const open = { locked: false, noticePending: false, local: false };
  return { level, source: 'choice', about: undefined, ...open };
}
