import { CORE_EVENTS } from '../catalogue/core-events.ts';
import { checkProps } from '../catalogue/check.ts';
import { allows } from '../consent/level.ts';
import { ErrorReporter, type ErrorRecorder } from '../errors/reporter.ts';
import type { Platform } from '../platform/platform.ts';
import type { Crash } from '../platform/watch-crashes.ts';
import { DEFAULT_LIMITS } from '../spool/limits.ts';
import { markProcess } from '../spool/liveness.ts';
import { makeRoom } from '../spool/make-room.ts';
import type { ErrorNotes, HeaderLine } from '../spool/run-file.ts';
import { createRunId } from '../spool/run-id.ts';
import { RunWriter } from '../spool/writer.ts';
import { findParent, type Parent } from './find-parent.ts';
import { isPartOfRun } from './is-part-of-run.ts';
import { askAgain } from './worker-consent.ts';

/** With what Node ends a process or a thread of which nobody caught the error. */
const CRASHED = 1;

/**
 * Reports the crashes of one thread or process of a tool, in a run file of its own: the run that started it may be writing
 * to its file at this very moment.
 */
export class WorkerReports {
  readonly #platform: Platform;
  readonly #who: Pick<Crash, 'said' | 'own'>;
  readonly #run: string;
  #parent: Parent | undefined;
  #writer: RunWriter | undefined;
  #reporter: ErrorReporter | undefined;
  #seq = 0;

  constructor(platform: Platform, who: Pick<Crash, 'said' | 'own'>) {
    this.#platform = platform;
    this.#who = who;
    this.#run = createRunId(platform);
  }

  report({ error, origin }: Crash): void {
    this.#parent = findParent(this.#platform, this.#who.said);
    if (this.#parent === undefined || !isPartOfRun(this.#platform, this.#parent.header)) return;
    const { system, elapsed } = this.#platform;
    const writer = (this.#writer ??= this.#createWriter());
    const reporter = (this.#reporter ??= this.#createReporter(this.#parent, writer));
    const crashed = reporter.crash(error, origin) && !system.isIntercepted() ? true : undefined;
    const errors = reporter.count || undefined;
    const code = system.isIntercepted() ? 0 : CRASHED;
    writer.end({ code, durationMs: Math.round(elapsed()), errors, crashed });
  }

  #createWriter(): RunWriter {
    return new RunWriter({
      platform: this.#platform,
      limits: DEFAULT_LIMITS,
      openFolder: () => this.#parent?.folder,
      createHeader: (segment) => this.#createHeader(segment),
      makeRoom: (folder) => makeRoom(this.#platform, folder, DEFAULT_LIMITS),
    });
  }

  /** All that is true of the run that started us is true of us. */
  #createHeader(segment: number): HeaderLine {
    if (this.#parent === undefined) throw new Error('no parent');
    const { header } = this.#parent;
    const { level, source } = askAgain(this.#platform, header);
    return {
      ...header,
      run: this.#run,
      parent: header.run,
      worker: true,
      segment,
      process: markProcess(this.#platform),
      level,
      source,
      local: { ...header.local, startedBy: this.#who.said.split(':')[2] },
      open: undefined,
    };
  }

  #createReporter({ folder, header, command }: Parent, writer: RunWriter): ErrorReporter {
    const platform = this.#platform;
    const errors = { expected: expectedOf(header), classify: undefined, dropEnvironments: [] };
    const settings = {
      tool: header.resource.tool,
      // Two that speak at once would be told apart by nobody.
      errors: { ...errors, sayReference: false, ask: false, diagnosticReport: false },
      text: {},
    };
    const gate = { current: () => askAgain(platform, this.#parent?.header ?? header) };
    const recorder: ErrorRecorder = {
      run: this.#run,
      open: command === undefined ? [] : [command],
      resource: header.resource,
      writer,
      part: { folder, run: header.run, own: this.#who.own },
      record: (name, props, local) => this.#record(name, [props, local], writer),
    };
    return new ErrorReporter({ platform, settings, gate }, recorder);
  }

  #record(
    name: string,
    [given, local]: [unknown, ErrorNotes | undefined],
    writer: RunWriter,
  ): number | undefined {
    const declaration = CORE_EVENTS[name as 'crash' | 'command.error'];
    const { level } = askAgain(this.#platform, this.#parent?.header as HeaderLine);
    if (!allows(level, declaration.level)) return undefined;
    // None of the fields is a text or a hash.
    const tools = { allowsText: false, redact: () => '', hash: () => undefined, seen: new Map() };
    const { props } = checkProps(name, given, [declaration, tools]);
    const seq = this.#seq + 1;
    const line = { seq, time: this.#platform.now(), name, level: declaration.level, props, local };
    if (!writer.append(line)) return undefined;
    this.#seq = seq;
    return seq;
  }
}

/** What the author declared. The file may be anybody's work. */
function expectedOf({ local }: HeaderLine): Readonly<Record<string, string>> {
  const entries = Object.entries(local?.expected ?? {});
  return Object.fromEntries(entries.filter(([, kind]) => typeof kind === 'string'));
}
