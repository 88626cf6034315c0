import type { AsyncLocalStorage } from 'node:async_hooks';
import { OTHER } from '../catalogue/check.ts';
import { allows } from '../consent/level.ts';
import { readProperty } from '../errors/read-error.ts';
import { attempt } from '../platform/attempt.ts';
import { createLocalRedactor } from '../redact/local.ts';
import type { OpenSession } from '../spool/run-file.ts';
import { createRunId } from '../spool/run-id.ts';
import type { Context } from '../telemetry/context.ts';
import type { Recorder } from '../telemetry/recorder.ts';
import { readFailure } from './failure.ts';
import { createSession } from './live-session.ts';
import { createNaming } from './names.ts';
import { NO_SESSION } from './no-session.ts';
import { SessionPart, type PartHost } from './part.ts';
import type { Session, SessionOptions, SessionOutcome } from './session.ts';

/** Sessions that are open at once. Each is in the head of each segment, which has to stay small beside its lines. */
const MAX_OPEN = 256;
const MAX_ID_LENGTH = 200;
/** More than those of the open sessions and their parents. */
const MAX_HASHES = 1000;
/** With these, somebody ended the process, or it simply stopped: no error of the session's. */
const CALLED_OFF: readonly number[] = [0, 130, 143];

/** The sessions of one run. */
export class Sessions {
  readonly #context: Context;
  readonly #recorder: Recorder;
  readonly #host: PartHost;
  readonly #tools;
  readonly #names = new Map<string, string>();
  readonly #open = new Set<SessionPart>();
  #current: AsyncLocalStorage<Session> | undefined;
  #isOver = false;

  constructor(context: Context, recorder: Recorder) {
    const { platform, settings } = context;
    this.#context = context;
    this.#recorder = recorder;
    const misuse = (reason: string): void => this.#misuse(reason);
    this.#host = {
      platform,
      misuse,
      record: (name, props) => recorder.record(name, props) !== undefined,
      hash: (id) => this.#hash(id),
      leave: (part) => void this.#open.delete(part),
    };
    const redact = (text: string): string => createLocalRedactor(platform).text(text);
    this.#tools = {
      misuse,
      naming: createNaming(settings.agents, (name) => this.#hash(name), this.#names),
      readFailure: (thrown: { readonly error: unknown } | undefined) =>
        readFailure(thrown, settings.errors, redact),
      safely: (action: () => void) => this.#safely(action),
      overMisuse: () => {
        // What the end of the run has ended, its author need not have known of.
        if (!this.#isOver) misuse('session_over');
      },
      within: <Result>(session: Session, body: () => Result): Result => this.#store().run(session, body),
    };
  }

  /** The session within which the code runs that asks. */
  current(): Session | undefined {
    return this.#current?.getStore();
  }

  open(given: unknown): Session {
    if (this.#isOver || this.#open.size >= MAX_OPEN) {
      this.#misuse(this.#isOver ? 'session_over' : 'too_many_sessions');
      return NO_SESSION;
    }
    const options = attempt(() => ({ ...(given as Partial<SessionOptions>) })) ?? {};
    const id = this.#readId(options.id) ?? createRunId(this.#context.platform);
    const part = new SessionPart(this.#host, {
      id,
      agent: this.#nameAgent(options.agent),
      parentId: this.#readParent(options.parent),
    });
    this.#open.add(part);
    const model = this.#tools.naming('models', options.model);
    const { resumed = options.id !== undefined } = options;
    part.record('session.start', { model, parentSession: part.identity.parentId, resumed });
    return createSession(part, { ...this.#tools, model });
  }

  /** What the head of a new segment says of them. */
  carry(): readonly OpenSession[] | undefined {
    const open = [...this.#open].flatMap((part) => part.carry());
    return open.length === 0 ? undefined : open;
  }

  /** The run ends while sessions are open: innermost first. */
  endAll(exitCode: number): void {
    this.#isOver = true;
    const outcome: SessionOutcome = CALLED_OFF.includes(exitCode) ? 'interrupted' : 'error';
    for (const part of [...this.#open].toReversed()) attempt(() => part.end(outcome));
  }

  /** The user has switched off. */
  forget(): void {
    this.#recorder.hashes.clear();
    this.#names.clear();
    for (const part of this.#open) part.forget();
  }

  /** Each event of a session holds its id: a salt is not read each time. */
  #hash(value: string): string | undefined {
    const { hashes } = this.#recorder;
    const known = hashes.get(value);
    if (known !== undefined) return known;
    if (hashes.size >= MAX_HASHES) hashes.clear();
    const hash = this.#recorder.hash(value);
    if (hash !== undefined) hashes.set(value, hash);
    return hash;
  }

  #readId(id: unknown): string | undefined {
    if (typeof id === 'string' && id !== '' && id.length <= MAX_ID_LENGTH) return id;
    if (id !== undefined && id !== '') this.#misuse('invalid_value');
    return undefined;
  }

  #readParent(parent: unknown): string | undefined {
    if (parent === undefined) return this.current()?.id;
    return this.#readId(typeof parent === 'string' ? parent : (readProperty(parent, 'id') ?? null));
  }

  #nameAgent(agent: unknown): string {
    const name = this.#tools.naming('agents', agent);
    if (typeof name === 'string') return name;
    this.#misuse(name === undefined ? 'missing_field' : 'invalid_value');
    return OTHER;
  }

  #store(): AsyncLocalStorage<Session> {
    const { AsyncLocalStorage: Store } = this.#context.platform.builtin('node:async_hooks');
    return (this.#current ??= new Store<Session>());
  }

  #safely(action: () => void): void {
    try {
      action();
    } catch {
      this.#misuse('invalid_value');
    }
  }

  /** Where the user's level does not let sessions be recorded, nothing is counted of them either. */
  #misuse(reason: string): void {
    if (allows(this.#context.gate.current().level, 'usage')) this.#recorder.writer.countMisuse(reason);
  }
}
