import type { Sessions } from '../agents/sessions.ts';
import { checkProps, type CheckTools } from '../catalogue/check.ts';
import { CORE_EVENTS, OTHER_BUILTIN_NAMES } from '../catalogue/core-events.ts';
import type { Catalogue, EventDeclaration } from '../catalogue/event.ts';
import type { Decision } from '../consent/decision.ts';
import { allows, type Level } from '../consent/level.ts';
import { describeRun, type RunFacts } from './describe-run.ts';
import { parseParent, RUN_VARIABLE, type ParentRun } from '../environment/parent-run.ts';
import { RunIdentity } from './run-identity.ts';
import { addToStats, type FinishedCommand, type RunStats } from './run-stats.ts';
import type { EventLimit } from '../limit/limit.ts';
import { listResets } from '../limit/resets.ts';
import { parseTime } from '../platform/time.ts';
import type { Redactor } from '../redact/redact.ts';
import { markProcess } from '../spool/liveness.ts';
import { RUN_FORMAT, type ErrorNotes, type HeaderLine, type Resource } from '../spool/run-file.ts';
import { createRunId } from '../spool/run-id.ts';
import { RunWriter, type Writer } from '../spool/writer.ts';
import type { Context } from './context.ts';

/** Turns calls into lines of this run's file. */
export class Recorder {
  readonly writer: Writer;
  /** Names of the commands that are open, outermost first. */
  readonly open: string[] = [];
  /** Hashes that are asked for often. */
  readonly hashes = new Map<string, string>();
  /** Set with the first session of an agent. */
  sessions: Sessions | undefined;
  /** What it adds to its name for its children: which part of the run started them. */
  suffix = '';
  /** What the commands of this run came to, as far as it recorded them. */
  readonly stats: RunStats = { commands: 0, errors: 0, durationMs: 0, timed: 0, byCommand: {} };
  readonly #context: Context;
  readonly #onStart: () => void;
  readonly run: string;
  readonly #identity: RunIdentity;
  readonly #parent: ParentRun | undefined;
  readonly #seen: CheckTools['seen'] = new Map();
  #facts: RunFacts | undefined;
  #tagFaults = 0;
  #redactor: Redactor | undefined;
  #builtin: Catalogue | undefined;
  #seq = 0;
  #isRevoked = false;
  #decision: Decision | undefined;

  /** How many events this run has recorded. */
  get recorded(): number {
    return this.#seq;
  }

  /** `onStart` is called when the run is about to write its first line. */
  constructor(context: Context, onStart: () => void) {
    const { platform, settings, gate, cold } = context;
    this.#context = context;
    this.#onStart = onStart;
    // The id of a run says to which period of its installation it belongs.
    const startedMs = Math.max(0, platform.now());
    this.run = createRunId({ now: () => startedMs, random: platform.random });
    this.#identity = new RunIdentity(context, startedMs);
    this.#parent = parseParent(context.parentRun);
    const writer = new RunWriter({
      platform,
      limits: settings.limits,
      openFolder: gate.openFolder,
      createHeader: (segment, folder) => this.#createHeader(segment, folder),
      makeRoom: (folder) => cold().makeRoom(platform, folder, settings.limits),
    });
    this.writer =
      context.watchWriter?.(writer, () => this.#createHeader(1, undefined), context.settings) ?? writer;
  }

  /** What is known of this run besides its tool and its system, once it has written. */
  get resource(): Partial<Resource> | undefined {
    return this.#facts?.resource;
  }

  /** Records one event if it is declared and the user lets it, and answers its number. */
  record(name: string, props: unknown, local?: ErrorNotes): number | undefined {
    const level = this.#level();
    if (level === 'off') return undefined;
    const { now } = this.#context.platform;
    const declaration = this.#find(name);
    if (declaration === undefined) return this.#drop('undeclared_event');
    const { level: wanted = 'usage', expires } = declaration;
    if (!allows(level, wanted)) return undefined;
    // The day that is named is the last one on which the event is recorded.
    if (expires !== 'never' && now() > parseTime(`${expires}T23:59:59Z`)) return this.#drop('expired_event');
    if (declaration.limit !== undefined && !this.#passes(name, declaration.limit))
      return this.#drop('limited');
    const checked = checkProps(name, props, [declaration, this.#checkTools(level)]);
    const line = { seq: this.#seq + 1, time: now(), name, props: checked.props, local };
    const isWritten = this.writer.append(wanted === 'usage' ? line : { ...line, level: wanted });
    if (isWritten) this.#seq += 1;
    const mayReset = this.#context.settings.resets.length > 0 || OTHER_BUILTIN_NAMES.includes(name);
    if (isWritten && mayReset) this.#reset(name);
    for (const misuse of checked.misuse) this.writer.countMisuse(misuse);
    for (; this.#tagFaults > 0; this.#tagFaults -= 1) this.writer.countMisuse('invalid_tag');
    return isWritten ? this.#seq : undefined;
  }

  /** Notes that a command has begun, so that it is known if it never ends. */
  begin(command: string): void {
    if (this.#level() !== 'off') this.writer.append({ begin: command, time: this.#context.platform.now() });
    this.open.push(command);
  }

  /** Records how a command went. */
  finish(command: string, props: FinishedCommand): void {
    this.leave(command);
    if (this.record('command.invocation', props) !== undefined)
      addToStats(this.stats, props, this.#context.platform.now());
  }

  /** Notes that a command is open no more. */
  leave(command: string): void {
    const index = this.open.lastIndexOf(command);
    if (index !== -1) this.open.splice(index, 1);
  }

  /** What is stored of a value in a field of kind `hash`. */
  hash(value: string): string | undefined {
    const folder = this.#openFolder();
    return folder === undefined ? undefined : this.#identity.hash(folder, value);
  }

  #drop(reason: string): undefined {
    this.writer.countDrop(reason);
  }

  #find(name: unknown): EventDeclaration | undefined {
    if (typeof name !== 'string') return undefined;
    const { settings, cold } = this.#context;
    const catalogues: Catalogue[] = [settings.events, CORE_EVENTS];
    if (OTHER_BUILTIN_NAMES.includes(name)) catalogues.push((this.#builtin ??= cold().BUILTIN_EVENTS));
    return catalogues.find((events) => Object.hasOwn(events, name))?.[name];
  }

  #passes(name: string, limit: EventLimit): boolean {
    const { platform, cold } = this.#context;
    const folder = this.#openFolder();
    // Without a folder nothing can be written: that is what is counted.
    return folder === undefined || cold().passLimit(platform, folder, [name, limit]);
  }

  /** Few events have a limit. Of the built-in ones, those that have are set back by one that is loaded as seldom as they are. */
  #reset(by: string): void {
    const { platform, settings, cold } = this.#context;
    const builtin = OTHER_BUILTIN_NAMES.includes(by) ? listResets(this.#builtin ?? {}) : [];
    for (const [name, resetOn] of [...settings.resets, ...builtin]) {
      const folder = resetOn === by ? this.#openFolder() : undefined;
      if (folder !== undefined) cold().resetLimit(platform, folder, name);
    }
  }

  #openFolder(): string | undefined {
    return this.writer.folder ?? this.#context.gate.openFolder();
  }

  #level(): Level {
    this.#decision = this.#context.gate.current();
    const { level } = this.#decision;
    if (level === 'off' && !this.#isRevoked) this.#revoke();
    this.#isRevoked = level === 'off';
    return level;
  }

  #revoke(): void {
    const { platform, settings, errors } = this.#context;
    this.writer.abandon();
    this.sessions?.forget();
    if (settings.errors.diagnosticReport) errors().writeFatalReports(platform, undefined);
  }

  #checkTools(level: Level): CheckTools {
    const { platform, cold } = this.#context;
    return {
      allowsText: level === 'full',
      seen: this.#seen,
      redact: (text) => (this.#redactor ??= cold().createLocalRedactor(platform)).text(text),
      hash: (value) => this.hashes.get(value) ?? this.hash(value),
    };
  }

  /** Once for all segments of the run: they belong to one resource. */
  #describe(): RunFacts {
    if (this.#facts !== undefined) return this.#facts;
    this.#facts = describeRun(this.#context, this.#parent);
    this.#tagFaults = this.#facts.tagFaults;
    return this.#facts;
  }

  /** Without a folder, nothing is made that is not there yet. */
  #createHeader(segment: number, folder: string | undefined): HeaderLine {
    const { platform, settings, gate, errors } = this.#context;
    const { os, arch, runtime, runtimeVersion, osRelease, setEnv } = platform.system;
    // That which let the line in, if there is one: to ask again takes a stat of each file that decides.
    const { level, source } = this.#decision ?? gate.current();
    this.#onStart();
    const facts = this.#describe();
    setEnv(RUN_VARIABLE, `${this.run}:${settings.tool}${this.suffix}`);
    if (settings.errors.diagnosticReport && folder !== undefined)
      errors().writeFatalReports(platform, folder);
    const install = folder === undefined ? undefined : this.#identity.install(folder);
    // The first two numbers say which system it is; the rest is a fingerprint.
    const osVersion = osRelease().split('.', 2).join('.').slice(0, 16);
    const { tool, version } = settings;
    const identity = install === undefined ? {} : { install };
    return {
      overt: RUN_FORMAT,
      run: this.run,
      parent: this.#parent?.run,
      segment,
      process: markProcess(platform),
      level,
      source,
      resource: {
        tool,
        version,
        ...identity,
        os,
        osVersion,
        arch,
        runtime,
        runtimeVersion,
        ...facts.resource,
      },
      trace: facts.trace,
      local: { ...facts.local, ...this.#identity.local() },
      open: this.open.length === 0 ? undefined : this.open,
      sessions: this.sessions?.carry(),
    };
  }
}
