import { isCi } from '../environment/ci.ts';
import { join } from '../platform/path.ts';
import type { LocalFacts } from '../spool/run-file.ts';
import { attempt } from '../platform/attempt.ts';
import type { Context } from './context.ts';
import { periodSuffix } from '../identity/period.ts';
import { INSTALL_ID, readSecret, SALT } from '../identity/secret-file.ts';

/**
 * By what one run is known. A run has one id or none for all of its life, also where it goes on over the end of a period
 * or a reset: two ids under the name of one run would say that they are the same installation's.
 */
export class RunIdentity {
  readonly #context: Context;
  readonly #suffix: string;
  #install: string | undefined;
  #isSettled = false;

  constructor(context: Context, startedMs: number) {
    this.#context = context;
    this.#suffix = periodSuffix(context.settings.rotate, startedMs);
  }

  /** The install id for a segment that begins now, if the run may have one. */
  install(folder: string): string | undefined {
    const { platform, settings, cold } = this.#context;
    // In CI the vendor is who we are: an id of a machine that lives for minutes counts nothing.
    if (settings.identity !== 'install' || isCi(platform.env)) return undefined;
    const path = join(folder, INSTALL_ID + this.#suffix);
    const found = readSecret(platform, path);
    if (this.#isSettled) return found === this.#install ? found : undefined;
    this.#isSettled = true;
    this.#install = found ?? cold().makeSecret(platform, path);
    return this.#install;
  }

  /** What the courier needs to know to complete the run, and what never leaves. */
  local(): LocalFacts | undefined {
    const { platform, settings } = this.#context;
    const { identity, project } = settings;
    const machine = identity === 'machine' && !isCi(platform.env) ? true : undefined;
    if (project === 'none') return machine && { machine };
    return { machine, project: attempt(() => platform.system.cwd()) };
  }

  /** Hashes with the salt of this run's period. Answers undefined where there is none, or no longer. */
  hash(folder: string, value: string): string | undefined {
    const { platform, cold } = this.#context;
    // After a reset there is a new salt: with it, this run would be tied to the next id.
    const isReset = (): boolean => this.#install !== undefined && this.install(folder) === undefined;
    if (isReset()) return undefined;
    const hashed = cold().hashLocally(platform, join(folder, SALT + this.#suffix), value);
    // Asked again: in between, the salt may have become that of the next id.
    return isReset() ? undefined : hashed;
  }
}
