import { isSlotFree } from '../courier/start/slots.ts';
import { isNetworkForbidden } from '../environment/network.ts';
import type { LedgerView } from '../ledger/view.ts';
import { attempt } from '../platform/attempt.ts';
import type { ProcessEvents } from '../platform/platform.ts';
import type { CommandTracker } from './command.ts';
import type { Context } from './context.ts';
import type { LazyReporter } from '../errors/reporter.ts';
import { resolveMode } from './delivery-mode.ts';
import type { Recorder } from './recorder.ts';
import type { FlushResult } from './telemetry.ts';

/** What Node calls them, and what they are called here. */
const ORIGINS: Readonly<Record<string, string>> = {
  uncaughtException: 'exception',
  unhandledRejection: 'rejection',
};
const OFF: FlushResult = { outcome: 'off', pending: 0 };

/** What happens between the first event and the end of the process. */
export class Lifecycle {
  readonly #context: Context;
  readonly #recorder: Recorder;
  readonly #commands: CommandTracker;
  readonly #errors: LazyReporter;
  readonly #unwatch: (() => void)[] = [];
  #hasCrashed = false;
  #isOver = false;
  #isStopped = false;
  /** What had been written when all of it was delivered from within. */
  #deliveredBytes = 0;

  constructor(context: Context, [recorder, commands]: [Recorder, CommandTracker], errors: LazyReporter) {
    this.#context = context;
    this.#errors = errors;
    this.#recorder = recorder;
    this.#commands = commands;
  }

  /** Listens for the ways in which a process ends. No signal among them: a listener would change what signals do. */
  watch(): void {
    if (this.#unwatch.length > 0) return;
    const { platform, settings } = this.#context;
    const mode = resolveMode(platform, settings);
    this.#on('exit', (code) => this.#exit(code));
    if (settings.crashes) this.#on('uncaughtExceptionMonitor', (error, origin) => this.#crash(error, origin));
    if (mode === 'inline') this.#on('beforeExit', (code) => this.#deliverBeforeExit(code));
    if (mode !== 'background') return;
    const { intervalMs } = settings.delivery;
    let timer: NodeJS.Timeout | undefined;
    // From the end of one delivery to the next: in between, a process that has nothing else to do ends.
    const wait = (): void => {
      if (!this.#isStopped)
        timer = setTimeout(() => void this.flush(intervalMs).then(wait), intervalMs).unref();
    };
    wait();
    this.#unwatch.push(() => {
      clearTimeout(timer);
      this.#isStopped = true;
    });
  }

  async flush(timeoutMs: number): Promise<FlushResult> {
    const { platform, gate, cold } = this.#context;
    try {
      const { level, noticePending } = gate.current();
      if (level === 'off') return OFF;
      if (noticePending || isNetworkForbidden(platform.env))
        return { outcome: 'pending', pending: this.#recorder.recorded };
      this.#commands.settle();
      this.#errors.settle();
      this.#recorder.writer.rotate();
      const folder = this.#recorder.writer.folder ?? gate.openFolder();
      return folder === undefined
        ? OFF
        : await cold().deliverWithin(this.#context, folder, [timeoutMs, true]);
    } catch {
      return { outcome: 'pending', pending: 0 };
    }
  }

  async close(): Promise<void> {
    if (this.#isOver) return;
    const { platform, settings } = this.#context;
    try {
      this.#end(platform.system.exitCode() ?? 0);
      for (const stop of this.#unwatch) stop();
      const mode = resolveMode(platform, settings);
      if (mode === 'spool') return;
      if (mode === 'detached') this.#startDetached();
      else if (this.#recorder.writer.folder !== undefined) await this.flush(settings.delivery.deadlineMs);
    } catch {
      // The spool keeps what there is.
    }
  }

  async ledger(): Promise<Readonly<Record<string, LedgerView>>> {
    const { platform, gate, cold } = this.#context;
    try {
      const isThere = (place: string): boolean => platform.fs.existsSync(place);
      const folder = this.#recorder.writer.folder ?? gate.folders.find(isThere);
      return folder === undefined ? {} : await cold().readLedgers(this.#context, folder);
    } catch {
      return {};
    }
  }

  async machineId(): Promise<string | undefined> {
    const { gate, cold } = this.#context;
    try {
      const folder = gate.current().level === 'off' ? undefined : gate.openFolder();
      return folder === undefined ? undefined : await cold().askMachineId(this.#context, folder);
    } catch {
      return undefined;
    }
  }

  #on<Name extends keyof ProcessEvents>(name: Name, act: (...values: ProcessEvents[Name]) => void): void {
    const listener = (...values: ProcessEvents[Name]): void => {
      try {
        act(...values);
      } catch {
        // Whatever went wrong is no business of the tool's.
      }
    };
    this.#unwatch.push(this.#context.platform.system.on(name, listener));
  }

  #crash(error: unknown, origin: string): void {
    const reporter = attempt(() => this.#errors.load());
    if (reporter?.crash(error, origin) === false) return this.#commands.explain(reporter.outcomeOf(error));
    this.#hasCrashed = true;
    this.#commands.explain('crash');
    // An update may have taken away what describes errors: that there was one is known all the same.
    if (reporter === undefined)
      this.#recorder.record('crash', { errorClass: 'unknown', origin: ORIGINS[origin] });
  }

  /**
   * Nothing is left to do: the one moment at which work in the tool's own process delays nobody but itself. Commands
   * that are open will not end any more.
   */
  #deliverBeforeExit(code: number): void {
    const { writer } = this.#recorder;
    if (this.#isOver || writer.folder === undefined) return;
    this.#end(code);
    this.#deliveredBytes = writer.totalBytes;
    void this.flush(this.#context.settings.delivery.deadlineMs);
  }

  #exit(code: number): void {
    const { platform, settings, cold } = this.#context;
    if (!this.#isOver) this.#end(code);
    const { folder, totalBytes } = this.#recorder.writer;
    // Sinks of this process cannot outlive it: what they have not had waits for its next run.
    if (folder === undefined || settings.liveSinks.length > 0) return;
    const mode = resolveMode(platform, settings);
    if (mode === 'spool') return;
    if (mode !== 'inline') this.#startDetached();
    else if (totalBytes > this.#deliveredBytes && this.#mayDeliver())
      cold().deliverAndWait(this.#context, folder);
  }

  #startDetached(): void {
    const { platform, settings, cold } = this.#context;
    const { folder } = this.#recorder.writer;
    if (folder === undefined) return;
    // In nearly all runs the slot is taken, and that is one question to the disk; whether we may deliver is several.
    const isFree =
      this.#hasCrashed || isSlotFree(platform, folder, ['courier', settings.delivery.intervalMs]);
    if (isFree && this.#mayDeliver()) cold().startDetached(this.#context, folder, this.#hasCrashed);
  }

  /** What was recorded before the text about it changed waits until its user has seen the new one. */
  #mayDeliver(): boolean {
    const { level, noticePending } = this.#context.gate.current();
    return level !== 'off' && !noticePending;
  }

  #end(code: number): void {
    this.#isOver = true;
    this.#recorder.sessions?.endAll(code);
    this.#commands.endAll(code, this.#hasCrashed);
    attempt(() => this.#errors.settle());
    const { writer } = this.#recorder;
    // Switched off since the last event: what was opened while all else was removed goes, too.
    if (writer.folder !== undefined && this.#context.gate.current().level === 'off') return writer.abandon();
    const durationMs = Math.round(this.#context.platform.elapsed());
    const errors = this.#errors.count() || undefined;
    // What another listener took over, and the tool survived, was no crash.
    const crashed = this.#hasCrashed && code !== 0 ? true : undefined;
    writer.end({ code, durationMs, errors, crashed });
  }
}
