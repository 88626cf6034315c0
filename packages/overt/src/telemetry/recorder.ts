import { BUILTIN_EVENTS, type BuiltinEvents } from '../catalogue/builtin.ts';
import { checkProps, type CheckTools } from '../catalogue/check.ts';
import type { EventDeclaration } from '../catalogue/event.ts';
import { allows, type Level } from '../consent/level.ts';
import { hashWithSalt, installId, localSalt } from '../identity/secret-file.ts';
import type { Platform } from '../platform/platform.ts';
import { parseTime } from '../platform/time.ts';
import { redactText } from '../redact/redact.ts';
import { markProcess } from '../spool/liveness.ts';
import { RUN_FORMAT, type EventLine, type HeaderLine, type Resource } from '../spool/run-file.ts';
import { createRunId, RUN_ID } from '../spool/run-id.ts';
import { RunWriter } from '../spool/writer.ts';
import type { Settings } from './options.ts';
import type { Gate } from './state.ts';

/** Tells the children of a run whose children they are. */
export const RUN_VARIABLE = 'OVERT_RUN';

/** Turns calls into lines of this run's file. */
export class Recorder {
  readonly #platform: Platform;
  readonly #settings: Settings;
  readonly #gate: Gate;
  readonly #run: string;
  readonly #parent: string | undefined;
  readonly #tools: Omit<CheckTools, 'allowsText'>;
  readonly writer: RunWriter;
  #seq = 0;
  #isRevoked = false;

  constructor(platform: Platform, settings: Settings, gate: Gate) {
    this.#platform = platform;
    this.#settings = settings;
    this.#gate = gate;
    this.#run = createRunId(platform);
    const parent = platform.env[RUN_VARIABLE];
    this.#parent = parent !== undefined && RUN_ID.test(parent) ? parent : undefined;
    this.#tools = { redact: redactText, hash: (value) => this.#hash(value), seen: new Map() };
    this.writer = new RunWriter({
      platform,
      run: this.#run,
      limits: settings.limits,
      openFolder: gate.openFolder,
      createHeader: (segment, folder) => this.#createHeader(segment, folder),
    });
  }

  /** Records one event if it is declared and the user lets it. */
  record(name: string, props: unknown): void {
    const level = this.#level();
    if (level === 'off') return;
    const declaration = this.#find(name);
    if (declaration === undefined) return this.writer.countDrop('undeclared_event');
    const wanted = declaration.level ?? 'usage';
    if (!allows(level, wanted)) return;
    if (isExpired(declaration.expires, this.#platform.now())) return this.writer.countDrop('expired_event');
    const tools = { ...this.#tools, allowsText: level === 'full' };
    const checked = checkProps(name, props, [declaration, tools]);
    this.#append({
      seq: this.#seq + 1,
      time: this.#platform.now(),
      name,
      ...(wanted === 'usage' ? {} : { level: wanted }),
      props: checked.props,
    });
    for (const misuse of checked.misuse) this.writer.countMisuse(misuse);
  }

  /** Notes that a command has begun, so that it is known if it never ends. */
  begin(command: string): void {
    if (this.#level() === 'off') return;
    this.writer.append({ begin: command, time: this.#platform.now() });
  }

  #find(name: string): EventDeclaration | undefined {
    const { events } = this.#settings;
    if (Object.hasOwn(events, name)) return events[name];
    return Object.hasOwn(BUILTIN_EVENTS, name) ? BUILTIN_EVENTS[name as keyof BuiltinEvents] : undefined;
  }

  #append(line: EventLine): void {
    if (this.writer.append(line)) this.#seq = line.seq;
  }

  #level(): Level {
    const { level } = this.#gate.current();
    if (level !== 'off') this.#isRevoked = false;
    else if (!this.#isRevoked) {
      this.#isRevoked = true;
      this.writer.abandon();
    }
    return level;
  }

  #createHeader(segment: number, folder: string): HeaderLine {
    const { level, source } = this.#gate.current();
    this.#platform.system.setEnv(RUN_VARIABLE, this.#run);
    const head = { overt: RUN_FORMAT, run: this.#run, parent: this.#parent, segment } as const;
    return {
      ...head,
      process: markProcess(this.#platform),
      level,
      source,
      resource: this.#createResource(folder),
    };
  }

  #createResource(folder: string): Resource {
    const { tool, version, identity } = this.#settings;
    const { os, arch, runtime, runtimeVersion, osRelease } = this.#platform.system;
    const install = identity === 'install' ? installId(this.#platform, folder) : undefined;
    // The first two numbers say which system it is; the rest is a fingerprint.
    const osVersion = osRelease().split('.', 2).join('.').slice(0, 16);
    return {
      tool,
      version,
      ...(install === undefined ? {} : { install }),
      os,
      osVersion,
      arch,
      runtime,
      runtimeVersion,
    };
  }

  #hash(value: string): string | undefined {
    const folder = this.writer.folder ?? this.#gate.openFolder();
    const salt = folder === undefined ? undefined : localSalt(this.#platform, folder);
    return salt === undefined ? undefined : hashWithSalt(this.#platform, salt, value);
  }
}

/** The day that is named is the last one on which the event is recorded. */
function isExpired(expires: string, now: number): boolean {
  return expires !== 'never' && now > parseTime(`${expires}T23:59:59Z`);
}
