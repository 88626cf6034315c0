import { PLAIN_RUNNER } from '../executable.ts';
import { createNodePlatform } from '../node.ts';
import type { Platform, ProcessEvents, Runner, System } from '../platform.ts';

type Listener<Name extends keyof ProcessEvents> = (...values: ProcessEvents[Name]) => void;

/** Of the code in what `bun build --compile` makes: on Windows another root. */
const COMPILED_ROOTS = ['/$bunfs/', 'B:/~BUN/', 'B:\\~BUN\\'];
/** Lets a compiled executable be Bun itself. */
const BE_BUN: Runner = { options: [], prepare: () => ({ BUN_BE_BUN: '1' }) };
/** Bun 1.2 learned that on the way: an older one would run the tool. */
const FIRST_THAT_CAN = { major: 1, minor: 3 };

/** The real world as Bun has it. */
export function createBunPlatform(): Platform {
  const platform = createNodePlatform();
  const { system } = platform;
  return { ...platform, system: { ...system, runner: () => findBun(system), on: listen(system) } };
}

function findBun({ runner, runtimeVersion }: System): Runner | undefined {
  const [, main = ''] = process.argv;
  if (!COMPILED_ROOTS.some((root) => main.startsWith(root))) return runner() && PLAIN_RUNNER;
  const [major = 0, minor = 0] = runtimeVersion.split('.').map(Number);
  const { major: firstMajor, minor: firstMinor } = FIRST_THAT_CAN;
  return major > firstMajor || (major === firstMajor && minor >= firstMinor) ? BE_BUN : undefined;
}

/** After an error that nobody caught, Bun may tell listeners 0 and end with 1. */
function listen(system: System): System['on'] {
  let hasCrashed = false;
  return (name, listener) => {
    if (name === 'exit') {
      const tell = listener as Listener<'exit'>;
      return system.on('exit', (code) => tell(hasCrashed && code === 0 ? 1 : code));
    }
    if (name !== 'uncaughtExceptionMonitor') return system.on(name, listener);
    return system.on(name, (...values) => {
      hasCrashed ||= !system.isIntercepted();
      listener(...values);
    });
  };
}
