import { createNodePlatform } from '../node.ts';
import type { Platform, ProcessEvents, Runner, System } from '../platform.ts';
import { isAllowed, NEEDED, shutPlatform } from './deno-permissions.ts';

type Listener<Name extends keyof ProcessEvents> = (...values: ProcessEvents[Name]) => void;

/**
 * The real world as Deno has it. Without its user's leave nothing is touched, since Deno would ask them: a telemetry library is no
 * reason for a question.
 */
export function createDenoPlatform(): Platform {
  const platform = createNodePlatform();
  if (!NEEDED.every(isAllowed)) return shutPlatform(platform);
  const { system } = platform;
  return { ...platform, system: { ...system, runner: () => findDeno(), on: listen(system) } };
}

/** A compiled tool is not Deno, and cannot be told to be. The courier is allowed what the tool is. */
function findDeno(): Runner | undefined {
  const { Deno } = globalThis as { Deno?: { build?: { standalone?: boolean } } };
  if (Deno?.build?.standalone === true) return undefined;
  // All that it asks for one by one is not yet all: /proc needs that, by which a process is told from a later one.
  const all = isAllowed('ffi') && isAllowed('import');
  const allowed = all ? ['--allow-all'] : NEEDED.map((name) => `--allow-${name}`);
  return {
    options: ['run', '--quiet', '--no-prompt', '--no-config', '--no-lock', ...allowed],
    prepare: () => ({ DENO_NO_UPDATE_CHECK: '1' }),
  };
}

/** An error that nobody caught ends a process of Deno without `exit`: here it is told. */
function listen(system: System): System['on'] {
  const waiting = new Set<Listener<'exit'>>();
  const tell = (listener: Listener<'exit'>, code: number): void => {
    if (waiting.delete(listener)) listener(code);
  };
  return (name, listener) => {
    if (name === 'exit') {
      const own = listener as Listener<'exit'>;
      waiting.add(own);
      return system.on('exit', (code) => tell(own, code));
    }
    if (name !== 'uncaughtExceptionMonitor') return system.on(name, listener);
    return system.on(name, (...values) => {
      listener(...values);
      if (!system.isIntercepted()) for (const own of waiting) tell(own, 1);
    });
  };
}
