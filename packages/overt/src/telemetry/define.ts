import type { Catalogue } from '../catalogue/event.ts';
import type { Commands } from '../commands/manage.ts';
import type { Manager } from '../commands/manager.ts';
import { isChoice, type Choice } from '../consent/level.ts';
import type { Hints } from '../consent/situation.ts';
import { QUEUE_FILE } from '../erasure/queue-name.ts';
import { RUN_VARIABLE } from '../environment/parent-run.ts';
import { attempt } from '../platform/attempt.ts';
import { join } from '../platform/path.ts';
import { NO_SESSION } from '../agents/no-session.ts';
import type { Sessions } from '../agents/sessions.ts';
import { CommandTracker } from './command.ts';
import type { Context, Surroundings } from './context.ts';
import { resolveMode } from './delivery-mode.ts';
import { isDoNotTrack } from '../consent/resolve.ts';
import { createGate } from './gate-keeper.ts';
import type { Introduction } from './introduce.ts';
import { showToInspector } from './inspect.ts';
import { Lifecycle } from './lifecycle.ts';
import { resolveOptions, type Settings, type TelemetryOptions } from './options.ts';
import { Recorder } from './recorder.ts';
import { defineOnce, hostWithin, NOBODY } from '../host/host.ts';
import type { CrashHolder } from '../errors/crash-holder.ts';
import type { ErrorFields } from '../errors/options.ts';
import type { ErrorReporter, LazyReporter } from '../errors/reporter.ts';
import type { Telemetry } from './telemetry.ts';

const FLUSH_TIMEOUT_MS = 2000;
/** The most that setTimeout takes. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Checks the options and makes the telemetry of this process, unless it has been made. */
export function createOnce<Events extends Catalogue, Extra extends ErrorFields>(
  around: Surroundings,
  options: TelemetryOptions<Events, Extra>,
): Telemetry<Events, Extra> {
  const settings = check(around, options);
  return defineOnce(settings, () => assemble<Events, Extra>(around, settings));
}

/** Checks the options and makes a telemetry that nobody else in the process finds. */
export function createTelemetry<Events extends Catalogue, Extra extends ErrorFields>(
  around: Surroundings,
  options: TelemetryOptions<Events, Extra>,
): Telemetry<Events, Extra> {
  return assemble(around, check(around, options));
}

function check<Events extends Catalogue, Extra extends ErrorFields>(
  around: Surroundings,
  options: TelemetryOptions<Events, Extra>,
): Settings {
  showToInspector(options);
  return resolveOptions(options, around.checks);
}

function assemble<Events extends Catalogue, Extra extends ErrorFields>(
  around: Surroundings,
  settings: Settings,
): Telemetry<Events, Extra> {
  const isWatched = around.platform.env['OVERT_DEBUG'] !== undefined;
  const surroundings = (isWatched && attempt(() => around.cold().withDebug(around))) || around;
  const { platform, cold } = surroundings;
  const gate = createGate(surroundings, settings);
  const context = { ...surroundings, settings, gate, parentRun: platform.env[RUN_VARIABLE] };
  if (isWatched) attempt(() => cold().sayDecision(context));
  let parts: Parts | undefined;
  const run = (): Parts => (parts ??= createParts(context));
  const isSilent = (): boolean => parts === undefined && gate.current().level === 'off';
  const manager: Manager = {
    ...context,
    abandon: () => parts?.recorder.writer.abandon(),
    flush: (timeoutMs) => run().life.flush(timeoutMs),
    createRecorder: (other) => new Recorder(other, () => {}),
    get recorder() {
      return run().recorder;
    },
  };
  attempt(() => listen(manager, run));
  const telemetry: Telemetry<Events, Extra> = {
    ...createCommands(manager),
    track: (name: string, props?: unknown) => {
      attempt(() => isSilent() || run().recorder.record(name, props));
    },
    command: (name, body, details) => {
      noticeIfDue(context, name);
      return run().commands.run([name, details], body);
    },
    startCommand: (name, details) => {
      noticeIfDue(context, name);
      return run().commands.start(name, details);
    },
    session: (given) => attempt(() => openSession(context, run().recorder)?.open(given)) ?? NO_SESSION,
    currentSession: () => attempt(() => parts?.recorder.sessions?.current()),
    captureError: (error, fields) => attempt(() => capture(run(), error, fields)),
    // The variables of a process do not change: it will never record anything.
    ...(isDoNotTrack(platform.env) && NOBODY),
    crashForTest,
    introduce: (hints = {}) => introduce(manager, hints),
    flush: (how) => run().life.flush(toTimeout(how?.timeoutMs)),
    close: () => run().life.close(),
    // Half of the package may be gone: then the answer has no sentence.
    consent: () => attempt(() => cold().explainConsent(gate.inputs())) ?? { ...gate.current(), reason: '' },
    choose: (choice) => choose(manager, choice),
    hashedMachineId: () => run().life.machineId(),
    ledger: () => run().life.ledger(),
    stats: () => structuredClone(run().recorder.stats),
    host: (body) => hostWithin(telemetry, body, () => platform.builtin('node:async_hooks').AsyncLocalStorage),
  };
  return telemetry;
}

/** What records a run. Switched off, a tool has none of it, unless it begins a command: its user may switch it on before that ends. */
type Parts = {
  readonly recorder: Recorder;
  readonly errors: LazyReporter;
  readonly commands: CommandTracker;
  readonly life: Lifecycle;
};

function createParts(context: Context): Parts {
  const recorder = new Recorder(context, () => life.watch());
  const errors = createLazyReporter(context, recorder);
  const commands = new CommandTracker(context.platform, recorder, {
    onBegin: errors.goOn,
    onFailure: (failure, where) => errors.loadIfOn()?.command(failure, where),
  });
  const life = new Lifecycle(context, [recorder, commands], errors);
  return { recorder, errors, commands, life };
}

/** Switched off, a tool gets no listener either; should the user switch it on while it runs, the first event brings them. */
function listen(manager: Manager, run: () => Parts): void {
  const { level, source, noticePending } = manager.gate.current();
  if (level !== 'off') run().life.watch();
  else if (manager.settings.errors.ask && source === 'default') holdCrashes(manager, run);
  if (noticePending) claimFirstWord(manager);
  if (level === 'off' && source !== 'do-not-track' && source !== 'policy') askLater(manager);
}

function openSession(context: Context, recorder: Recorder): Sessions | undefined {
  if (context.gate.current().level === 'off') return undefined;
  return (recorder.sessions ??= context.cold().createSessions(context, recorder));
}

function capture({ errors, commands }: Parts, error: unknown, fields: unknown): string | undefined {
  const reporter = errors.loadIfOn();
  if (reporter !== undefined) commands.explain(reporter.outcomeOf(error));
  return reporter?.capture(error, fields);
}

/** The user has not decided yet: what crashes is written down for them, and nothing else. */
function holdCrashes(manager: Manager, run: () => Parts): void {
  let holder: CrashHolder | undefined;
  manager.platform.system.on('uncaughtExceptionMonitor', (error, origin) => {
    attempt(() =>
      (holder ??= new (manager.errors().CrashHolder)(manager, run().errors.load())).hold(error, origin),
    );
  });
}

/** The user has asked for data to be erased somewhere: that goes on while telemetry is off, and is all that does. */
function askLater(context: Context): void {
  const { platform, settings, gate, cold } = context;
  if (gate.folders.some((folder) => platform.fs.existsSync(join(folder, QUEUE_FILE))))
    platform.system.on('exit', () =>
      attempt(() => cold().askWhereDue(context, resolveMode(platform, settings))),
    );
}

async function introduce(manager: Manager, hints: Hints): Promise<Introduction> {
  try {
    return await manager.cold().introduce(manager, hints);
  } catch {
    return 'deferred';
  }
}

function choose(manager: Manager, choice: Choice): boolean {
  if (!isChoice(choice)) return false;
  const isStored = attempt(() => manager.cold().storeChoice(manager, choice, 'tool')) ?? false;
  // Whatever became of it: this process has nothing open that was recorded before.
  if (manager.gate.current().level === 'off') manager.abandon();
  return isStored;
}

function createLazyReporter(context: Context, recorder: Recorder): LazyReporter {
  let reporter: ErrorReporter | undefined;
  const load = (): ErrorReporter => (reporter ??= new (context.errors().ErrorReporter)(context, recorder));
  // Who wants to ask about a crash has to know which command failed.
  const isOn = (): boolean => context.settings.errors.ask || context.gate.current().level !== 'off';
  return {
    load,
    loadIfOn: () => (isOn() ? load() : undefined),
    goOn: () => reporter?.goOn(),
    settle: () => reporter?.settle(),
    count: () => reporter?.count ?? 0,
  };
}

/**
 * Nobody can catch it, so that it takes the way of a real one. A rejection, and not a throw: of that Node prints the line where
 * the error came from, which is the tool's.
 */
function crashForTest(): void {
  const crash = new Error('A crash for test, on purpose.');
  crash.name = 'IntendedCrash';
  Error.captureStackTrace(crash, crashForTest);
  void Promise.reject(crash);
}

const BROKEN = {
  ok: false,
  exitCode: 1,
  problem: 'The package overt is damaged.',
  serving: false,
  counts: () => ({}),
  close: async () => {},
};

/** Commands are loaded when one is run. */
function createCommands(manager: Manager): Commands & Pick<Telemetry, 'serveCourier'> {
  const names =
    'status enable disable show log crashes export delete resetId doctor runCommand serveCourier'.split(' ');
  const entries = names.map((name) => [
    name,
    async (...input: unknown[]) =>
      attempt(() => manager.cold().manage(manager, name, input)) ?? (name === 'runCommand' ? 1 : BROKEN),
  ]);
  return Object.fromEntries(entries) as ReturnType<typeof createCommands>;
}

/** A tool that this one starts leaves it to this one to talk to the user. */
function claimFirstWord({ platform, parentRun }: Context): void {
  if (parentRun === undefined) platform.system.setEnv(RUN_VARIABLE, 'none');
}

/** What needs an answer is asked by `introduce`, since it has to be waited for. */
function noticeIfDue(context: Context, command: unknown): void {
  attempt(() => {
    if (context.settings.policy.default !== 'on' || !context.gate.current().noticePending) return;
    context.cold().noticeIfDue(context, typeof command === 'string' ? { command } : {});
  });
}

/** What a timer takes: for anything else Node prints a warning. */
function toTimeout(given: unknown): number {
  if (typeof given !== 'number' || Number.isNaN(given)) return FLUSH_TIMEOUT_MS;
  return Math.min(Math.max(given, 1), MAX_TIMEOUT_MS);
}
