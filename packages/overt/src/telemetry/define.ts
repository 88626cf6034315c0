import type { Catalogue } from '../catalogue/event.ts';
import type { Commands } from '../commands/manage.ts';
import type { Manager } from '../commands/manager.ts';
import { isChoice, type Choice } from '../consent/level.ts';
import type { Hints } from '../consent/situation.ts';
import { QUEUE_FILE } from '../erasure/queue-name.ts';
import { expected } from '../option-error.ts';
import { RUN_VARIABLE } from '../environment/parent-run.ts';
import { attempt } from '../platform/attempt.ts';
import { join } from '../platform/path.ts';
import { NO_SESSION } from '../agents/no-session.ts';
import type { Sessions } from '../agents/sessions.ts';
import { CommandTracker } from './command.ts';
import type { Context, Surroundings } from './context.ts';
import { resolveMode } from './delivery-mode.ts';
import { createGate } from './gate-keeper.ts';
import type { Introduction } from './introduce.ts';
import { showToInspector } from './inspect.ts';
import { Lifecycle } from './lifecycle.ts';
import { resolveOptions, type Settings, type TelemetryOptions } from './options.ts';
import { Recorder } from './recorder.ts';
import { defineOnce, hostWithin } from '../host/host.ts';
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
  const settings = resolveOptions(options);
  checkLimits(settings.events, around.cold);
  return settings;
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
  const recorder = new Recorder(context, () => life.watch());
  const errors = createLazyReporter(context, recorder);
  const commands = new CommandTracker(platform, recorder, {
    onBegin: errors.goOn,
    onFailure: (failure, where) => errors.loadIfOn()?.command(failure, where),
  });
  const life = new Lifecycle(context, [recorder, commands], errors);
  const manager: Manager = {
    ...context,
    abandon: () => recorder.writer.abandon(),
    flush: (timeoutMs) => life.flush(timeoutMs),
    createRecorder: (other) => new Recorder(other, () => {}),
    recorder,
  };
  attempt(() => listen(manager, life, errors));
  const telemetry: Telemetry<Events, Extra> = {
    ...createCommands(manager),
    track: (name: string, props?: unknown) => {
      attempt(() => recorder.record(name, props));
    },
    command: (name, body, details) => {
      noticeIfDue(context, name);
      return commands.run([name, details], body);
    },
    startCommand: (name, details) => {
      noticeIfDue(context, name);
      return commands.start(name, details);
    },
    session: (given) => attempt(() => openSession(context, recorder)?.open(given)) ?? NO_SESSION,
    currentSession: () => attempt(() => recorder.sessions?.current()),
    captureError: (error, fields) => attempt(() => capture([errors, commands], error, fields)),
    crashForTest,
    introduce: (hints = {}) => introduce(manager, hints),
    flush: (how) => life.flush(toTimeout(how?.timeoutMs)),
    close: () => life.close(),
    // Half of the package may be gone: then the answer has no sentence.
    consent: () => attempt(() => cold().explainConsent(gate.inputs())) ?? { ...gate.current(), reason: '' },
    choose: (choice) => choose(context, recorder, choice),
    hashedMachineId: () => life.machineId(),
    ledger: () => life.ledger(),
    stats: () => structuredClone(recorder.stats),
    host: (body) => hostWithin(telemetry, body, () => platform.builtin('node:async_hooks').AsyncLocalStorage),
  };
  return telemetry;
}

function checkLimits(events: Catalogue, cold: Surroundings['cold']): void {
  if (Object.values(events).every(({ limit }) => limit === undefined)) return;
  const fault = attempt(() => cold().findLimitFault({ ...cold().BUILTIN_EVENTS, ...events }));
  if (fault !== undefined) throw expected(...fault);
}

/** Switched off, a tool gets no listener either; should the user switch it on while it runs, the first event brings them. */
function listen(manager: Manager, life: Lifecycle, errors: LazyReporter): void {
  const { level, source, noticePending } = manager.gate.current();
  if (level !== 'off') life.watch();
  else if (manager.settings.errors.ask && source === 'default') holdCrashes(manager, errors);
  if (noticePending) claimFirstWord(manager);
  if (level === 'off' && source !== 'do-not-track' && source !== 'policy') askLater(manager);
}

function openSession(context: Context, recorder: Recorder): Sessions | undefined {
  if (context.gate.current().level === 'off') return undefined;
  return (recorder.sessions ??= context.cold().createSessions(context, recorder));
}

function capture(
  [errors, commands]: readonly [LazyReporter, CommandTracker],
  error: unknown,
  fields: unknown,
): string | undefined {
  const reporter = errors.loadIfOn();
  if (reporter !== undefined) commands.explain(reporter.outcomeOf(error));
  return reporter?.capture(error, fields);
}

/** The user has not decided yet: what crashes is written down for them, and nothing else. */
function holdCrashes(manager: Manager, errors: LazyReporter): void {
  let holder: CrashHolder | undefined;
  manager.platform.system.on('uncaughtExceptionMonitor', (error, origin) => {
    attempt(() =>
      (holder ??= new (manager.errors().CrashHolder)(manager, errors.load())).hold(error, origin),
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

function choose(context: Context, recorder: Recorder, choice: Choice): boolean {
  if (!isChoice(choice)) return false;
  const isStored = attempt(() => context.cold().storeChoice(context, choice, 'tool')) ?? false;
  // Whatever became of it: this process has nothing open that was recorded before.
  if (context.gate.current().level === 'off') recorder.writer.abandon();
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
