import type { Batch, BatchEvent, EventRun, LedgerView, SinkTools } from 'overt';
import { testPlatform } from 'overt/testing';
import { tmpdir } from 'node:os';
import { createHttpTransport } from '../../src/sinks/http/transport.ts';
import { createTools } from '../../src/sinks/module/tools.ts';

const RESOURCE = {
  tool: 'scan',
  version: '1.2.3',
  install: '5f1d7a84db3c2e0917b60c4af8e3d926',
  os: 'linux',
  osVersion: '6.8',
  arch: 'x64',
  runtime: 'node',
  runtimeVersion: '22.12.0',
  tty: 'none',
};

const RUN = '01JD8Z7A1BCDEFGHJKMNPQRSTV';

/** What the courier hands to the code of a sink. */
export function makeTools(clock: { readonly now: () => number } = Date, timeoutMs = 2000): SinkTools {
  const platform = testPlatform({ home: tmpdir() });
  return { ...createTools(platform, createHttpTransport(platform, timeoutMs)), now: () => clock.now() };
}

/** Tells runs apart by a number. */
export function runId(number: number): string {
  return RUN.slice(0, 20) + String(number).padStart(6, '0');
}

export function makeRun(run: Partial<Omit<EventRun, 'resource'>> & { resource?: object } = {}): EventRun {
  const { resource, ...others } = run;
  return { run: RUN, level: 'usage', ...others, resource: { ...RESOURCE, ...resource } };
}

/** An event as the courier completes it. */
export function makeEvent(event: Partial<BatchEvent> = {}): BatchEvent {
  const { run = makeRun(), seq = 1, name = 'crash', props = {} } = event;
  const time = 1_732_000_000_000;
  return { id: `${run.run}.${seq}`, run, seq, time, name, level: 'errors', ...event, props };
}

/** A crash in a run of its own, which it ended. */
export function makeCrash(number: number, props: BatchEvent['props'] = {}): BatchEvent {
  const run = makeRun({
    run: runId(number),
    began: true,
    ended: { status: 'crashed', errors: 1, durationMs: 40 },
  });
  return makeEvent({ run, props: { errorClass: 'typeerror', origin: 'exception', ...props } });
}

/** The last event of a run that went well. */
export function makeEnd(number: number, run: Partial<EventRun> = {}): BatchEvent {
  const ended = { status: 'ok', errors: 0, durationMs: 25 } as const;
  return makeEvent({
    run: makeRun({ run: runId(number), began: true, ended, ...run }),
    name: 'command.invocation',
    level: 'usage',
  });
}

export function makeBatch(events: readonly BatchEvent[], more: Partial<Batch> = {}): Batch {
  return { id: `${events[0]?.id}-${events.length}`, attempt: 1, sentAt: Date.now(), events, ...more };
}

export function makeLedger(dropped: LedgerView['dropped']): LedgerView {
  return { id: RUN, time: 0, recorded: 100, delivered: 0, pending: 100, dropped };
}
