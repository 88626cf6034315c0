import type { Platform } from '../platform/platform.ts';
import type { OpenSession } from '../spool/run-file.ts';
import type { SessionOutcome } from './session.ts';
import { addEvent, NO_TOTALS, tellTotals, type Totals } from './totals.ts';

/** What a session is known by. `id` and `parentId` are recorded as hashes. */
export type Identity = {
  readonly id: string;
  readonly agent: string;
  readonly parentId: string | undefined;
};

/** What a part needs of the run. */
export type PartHost = {
  readonly platform: Pick<Platform, 'now' | 'elapsed'>;
  /** Answers whether it was recorded. */
  readonly record: (name: string, props: object) => boolean;
  readonly misuse: (reason: string) => void;
  readonly hash: (id: string) => string | undefined;
  /** It has ended. */
  readonly leave: (part: SessionPart) => void;
};

/** Tools and turns of one session that run at once. More is a leak: nobody ends them. */
const MAX_OPEN_CALLS = 1000;

/** This process's part of a session: what it took, and what of it is open. */
export class SessionPart {
  readonly identity: Identity;
  readonly #host: PartHost;
  readonly #calls = new Set<() => void>();
  #totals: Totals = NO_TOTALS;
  #startedMs: number;
  #from: number;
  #to: number;
  #isTold = false;
  #isOver = false;

  constructor(host: PartHost, identity: Identity) {
    const { now, elapsed } = host.platform;
    this.#host = host;
    this.identity = identity;
    // So that its hash is known before its first event asks for it.
    host.hash(identity.id);
    this.#startedMs = elapsed();
    this.#from = now();
    this.#to = this.#from;
  }

  get totals(): Totals {
    return this.#totals;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  elapsed(): number {
    return this.#host.platform.elapsed();
  }

  /** Records an event of the session. What was not recorded is not in its totals either. */
  record(name: string, props: object): boolean {
    if (this.#isOver) {
      this.#host.misuse('session_over');
      return false;
    }
    const { id, agent } = this.identity;
    const isRecorded = this.#host.record(name, { ...props, session: id, agent });
    if (!isRecorded) return false;
    this.#totals = addEvent(this.#totals, name, props as Record<string, unknown>);
    this.#isTold = true;
    this.#to = this.#host.platform.now();
    return true;
  }

  /** Begins a tool or a turn. Answers what ends it, once; the end of the session does, too. */
  begin(name: string, props: object): (how: object) => void {
    const { elapsed } = this.#host.platform;
    if (this.#isOver || this.#calls.size >= MAX_OPEN_CALLS) {
      this.#host.misuse(this.#isOver ? 'session_over' : 'too_many_open');
      return () => {};
    }
    const startedMs = elapsed();
    const end = (how: object): void => {
      if (!this.#calls.delete(interrupt)) return;
      this.record(name, { ...props, durationMs: elapsed() - startedMs, ...how });
    };
    const interrupt = (): void => end({ outcome: 'interrupted' });
    this.#calls.add(interrupt);
    return end;
  }

  /** Ends it, unless it has ended. Answers whether it did. */
  end(outcome: SessionOutcome): boolean {
    if (this.#isOver) return false;
    for (const interrupt of this.#calls) interrupt();
    const durationMs = this.#host.platform.elapsed() - this.#startedMs;
    const { parentId: parentSession } = this.identity;
    const totals = tellTotals(this.#totals);
    this.record('session.end', { parentSession, outcome, durationMs, ...totals });
    this.#isOver = true;
    this.#host.leave(this);
    return true;
  }

  /** What the next segment has to know of it. Nothing, if nothing of it was recorded: the user's level may not let it. */
  carry(): readonly OpenSession[] {
    const session = this.#isTold ? this.#host.hash(this.identity.id) : undefined;
    if (session === undefined) return [];
    const { agent, parentId } = this.identity;
    const parentSession = parentId === undefined ? undefined : this.#host.hash(parentId);
    return [{ session, agent, parentSession, from: this.#from, to: this.#to, totals: this.#totals }];
  }

  /** The user has switched off: what was recorded is gone, and must not come back in a sum. */
  forget(): void {
    this.#totals = NO_TOTALS;
    this.#isTold = false;
    this.#startedMs = this.#host.platform.elapsed();
    this.#from = this.#host.platform.now();
  }
}
