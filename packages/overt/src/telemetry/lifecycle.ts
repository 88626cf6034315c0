import type { LedgerView } from '../ledger/view.ts';
import { attempt, type CommandTracker } from './command.ts';
import { describeCrash } from './crash.ts';
import {
  deliverAndWait,
  deliverWithin,
  readLedgers,
  startDetached,
  type DelivererContext,
} from './deliverer.ts';
import { resolveMode } from './delivery-mode.ts';
import type { Recorder } from './recorder.ts';
import type { FlushResult } from './telemetry.ts';

const OFF: FlushResult = { outcome: 'off', pending: 0 };

/** What happens between the first event and the end of the process. */
export class Lifecycle {
  readonly #context: DelivererContext;
  readonly #recorder: Recorder;
  readonly #commands: CommandTracker;
  #hasCrashed = false;
  #isOver = false;
  #isDelivered = false;
  #unwatch: (() => void)[] = [];

  constructor(context: DelivererContext, recorder: Recorder, commands: CommandTracker) {
    this.#context = context;
    this.#recorder = recorder;
    this.#commands = commands;
  }

  /** Listens for the ways in which a process ends. No signal among them: a listener would change what signals do. */
  watch(): void {
    const { platform, settings } = this.#context;
    const { system } = platform;
    const { mode, intervalMs } = settings.delivery;
    this.#unwatch.push(system.onExit((code) => attempt(() => this.#exit(code))));
    if (settings.crashes) {
      this.#unwatch.push(system.onCrash((error, origin) => attempt(() => this.#crash(error, origin))));
    }
    if (mode === 'auto' || mode === 'inline') {
      this.#unwatch.push(system.onBeforeExit(() => attempt(() => this.#deliverBeforeExit())));
    }
    if (mode !== 'background') return;
    const timer = setInterval(() => void this.flush(intervalMs), intervalMs);
    timer.unref();
    this.#unwatch.push(() => clearInterval(timer));
  }

  async flush(timeoutMs: number): Promise<FlushResult> {
    const { gate } = this.#context;
    try {
      if (gate.current().level === 'off') return OFF;
      this.#recorder.writer.rotate();
      const folder = this.#recorder.writer.folder ?? gate.openFolder();
      return folder === undefined ? OFF : await deliverWithin(this.#context, folder, [timeoutMs, true]);
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
      const { folder } = this.#recorder.writer;
      if (folder === undefined) return;
      if (resolveMode(platform, settings) === 'detached')
        startDetached(this.#context, folder, this.#hasCrashed);
      else await this.flush(settings.delivery.deadlineMs);
    } catch {
      // The spool keeps what there is.
    }
  }

  async ledger(): Promise<Readonly<Record<string, LedgerView>>> {
    const { platform, gate } = this.#context;
    try {
      const folder =
        this.#recorder.writer.folder ?? gate.folders.find((place) => platform.fs.existsSync(place));
      return folder === undefined ? {} : await readLedgers(this.#context, folder);
    } catch {
      return {};
    }
  }

  #crash(error: unknown, origin: string): void {
    this.#hasCrashed = true;
    this.#recorder.record('crash', describeCrash(error, origin, this.#commands.current()));
  }

  /** Nothing is left to do: the one moment at which work in the tool's own process delays nobody but itself. */
  #deliverBeforeExit(): void {
    const { platform, settings } = this.#context;
    if (this.#isDelivered || !this.#recorder.writer.hasWritten) return;
    if (resolveMode(platform, settings) !== 'inline') return;
    this.#isDelivered = true;
    void this.flush(settings.delivery.deadlineMs);
  }

  #exit(code: number): void {
    if (this.#isOver) return;
    const { platform, settings, gate } = this.#context;
    this.#end(code);
    const { folder } = this.#recorder.writer;
    // Sinks of this process cannot outlive it: what they have not had waits for its next run.
    if (folder === undefined || settings.liveSinks.length > 0 || gate.current().level === 'off') return;
    if (resolveMode(platform, settings) !== 'inline') startDetached(this.#context, folder, this.#hasCrashed);
    else if (!this.#isDelivered || this.#hasCrashed) deliverAndWait(this.#context, folder);
  }

  #end(code: number): void {
    this.#isOver = true;
    this.#commands.endAll(code);
    this.#recorder.writer.end(code, this.#context.platform.elapsed());
  }
}
