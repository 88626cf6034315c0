import type { Catalogue } from '../catalogue/event.ts';
import { writeChoice } from '../consent/choice.ts';
import { isLevel } from '../consent/level.ts';
import { purge } from '../courier/purge.ts';
import type { Platform } from '../platform/platform.ts';
import { attempt, createCommandTracker } from './command.ts';
import { describeCrash } from './crash.ts';
import {
  deliverAndWait,
  deliverWithin,
  readLedgers,
  startDetached,
  type DelivererContext,
  type LocateCourier,
} from './deliverer.ts';
import { resolveMode } from './delivery-mode.ts';
import { expected } from './expected.ts';
import { resolveOptions, type TelemetryOptions } from './options.ts';
import { Recorder } from './recorder.ts';
import { createGate } from './state.ts';
import type { FlushResult, Telemetry } from './telemetry.ts';

const FLUSH_TIMEOUT_MS = 2000;

/** What differs between the entries of the package. */
export type Surroundings = { readonly platform: Platform; readonly locate: LocateCourier };

/** Checks the options and makes the telemetry of this process. */
export function createTelemetry<Events extends Catalogue>(
  { platform, locate }: Surroundings,
  options: TelemetryOptions<Events>,
): Telemetry<Events> {
  const settings = resolveOptions(options);
  const gate = createGate(platform, settings);
  const recorder = new Recorder(platform, settings, gate);
  const commands = createCommandTracker(platform, recorder);
  const life = createLife({ platform, settings, gate, locate }, [recorder, commands]);
  attempt(() => life.watch());
  return {
    track: (name: string, props?: unknown) => void attempt(() => recorder.record(name, props)),
    command: commands.run,
    flush: ({ timeoutMs = FLUSH_TIMEOUT_MS } = {}) => life.flush(timeoutMs),
    close: () => life.close(),
    consent: () => gate.current(),
    choose: (level) => {
      if (!isLevel(level)) throw expected('level', 'one of off, errors, usage, full', level);
      return attempt(() => choose(level)) ?? false;
    },
    ledger: () => life.ledger(),
  };

  function choose(level: 'off' | 'errors' | 'usage' | 'full'): boolean {
    const folder = gate.openFolder();
    if (folder === undefined) return false;
    writeChoice(platform, folder, level);
    if (level !== 'off') return true;
    recorder.writer.abandon();
    for (const place of gate.folders) if (platform.fs.existsSync(place)) purge(platform, place);
    return true;
  }
}

type Life = {
  readonly watch: () => void;
  readonly flush: (timeoutMs: number) => Promise<FlushResult>;
  readonly close: () => Promise<void>;
  readonly ledger: Telemetry['ledger'] extends () => infer Answer ? () => Answer : never;
};

/** What happens between the first event and the end of the process. */
function createLife(
  context: DelivererContext,
  [recorder, commands]: [Recorder, ReturnType<typeof createCommandTracker>],
): Life {
  const { platform, settings, gate } = context;
  const { system } = platform;
  const { writer } = recorder;
  let hasCrashed = false;
  let isOver = false;
  let isDelivered = false;
  let unwatch: (() => void)[] = [];
  return { watch, flush, close, ledger };

  function watch(): void {
    unwatch = [
      system.onExit((code) => void attempt(() => exit(code))),
      ...(settings.crashes
        ? [system.onCrash((error, origin) => void attempt(() => crash(error, origin)))]
        : []),
      system.onBeforeExit(() => void attempt(() => deliverBeforeExit())),
    ];
    if (settings.delivery.mode !== 'background') return;
    const timer = setInterval(() => void flush(settings.delivery.intervalMs), settings.delivery.intervalMs);
    timer.unref();
    unwatch.push(() => clearInterval(timer));
  }

  function crash(error: unknown, origin: string): void {
    hasCrashed = true;
    recorder.record('crash', describeCrash(error, origin, commands.current()));
  }

  /** Nothing is left to do: the one moment at which work in the tool's own process delays nobody but itself. */
  function deliverBeforeExit(): void {
    if (isDelivered || !writer.hasWritten || resolveMode(platform, settings) !== 'inline') return;
    isDelivered = true;
    void flush(settings.delivery.deadlineMs);
  }

  function exit(code: number): void {
    if (isOver) return;
    isOver = true;
    commands.endAll(code);
    writer.end(code, platform.elapsed());
    const { folder } = writer;
    if (folder === undefined || gate.current().level === 'off') return;
    if (resolveMode(platform, settings) === 'inline' && settings.liveSinks.length === 0)
      deliverAndWaitOnce(folder);
    else if (settings.liveSinks.length === 0) startDetached(context, folder, hasCrashed);
  }

  function deliverAndWaitOnce(folder: string): void {
    if (!isDelivered || hasCrashed) deliverAndWait(context, folder);
  }

  async function flush(timeoutMs: number): Promise<FlushResult> {
    const nothing: FlushResult = { outcome: 'off', pending: 0 };
    try {
      if (gate.current().level === 'off') return nothing;
      writer.rotate();
      const folder = writer.folder ?? gate.openFolder();
      if (folder === undefined) return nothing;
      return await deliverWithin(context, folder, [timeoutMs, true]);
    } catch {
      return { outcome: 'pending', pending: 0 };
    }
  }

  async function close(): Promise<void> {
    if (isOver) return;
    try {
      const wantsInline = resolveMode(platform, settings) !== 'detached';
      commands.endAll(system.exitCode() ?? 0);
      writer.end(system.exitCode() ?? 0, platform.elapsed());
      isOver = true;
      for (const stop of unwatch) stop();
      if (writer.folder === undefined) return;
      if (wantsInline) await flush(settings.delivery.deadlineMs);
      else startDetached(context, writer.folder, hasCrashed);
    } catch {
      // The spool keeps what there is.
    }
  }

  async function ledger(): ReturnType<Telemetry['ledger']> {
    try {
      const folder = writer.folder ?? gate.folders.find((place) => platform.fs.existsSync(place));
      return folder === undefined ? {} : await readLedgers(context, folder);
    } catch {
      return {};
    }
  }
}
