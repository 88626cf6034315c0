import { createOwnRunner } from '../courier/start/become.ts';
import { attempt } from '../platform/attempt.ts';
import { createNodePlatform, isNode } from '../platform/node.ts';
import { createOtherPlatform } from '../platform/other-runtimes/create.ts';
import type { Platform } from '../platform/platform.ts';

/** Of code that runs while the program starts, and nothing of the tool's has been waited for (async_hooks). */
const STARTING = 1;

/**
 * The real world of a tool in one file, which may be a single executable. Asked while it is imported: only a tool that imports Overt
 * at its start can be started again to become its courier, since whatever it did before that, it would do twice.
 */
export function createBundledPlatform(): Platform {
  if (!isNode()) return createOtherPlatform();
  const platform = createNodePlatform();
  const { system } = platform;
  // By its name it is Node: that is looked at first since it costs nothing.
  if (system.runner() !== undefined || !isSingleExecutable(platform)) return platform;
  if (platform.builtin('node:async_hooks').executionAsyncId() !== STARTING) return platform;
  const runner = createOwnRunner(platform);
  const [program = '', typed = '', ...others] = system.arguments;
  const args = [program, ownFile() ?? typed, ...others];
  return { ...platform, system: { ...system, runner: () => runner, arguments: args } };
}

function isSingleExecutable({ builtin }: Platform): boolean {
  return attempt(() => builtin('node:sea').isSea()) === true;
}

/** What frames call the one file that we are in, the tool's own: its path when the executable was made. */
function ownFile(): string | undefined {
  const [, frame = ''] = new Error().stack?.split('\n') ?? [];
  return /(?:\(|at )([^()]+):\d+:\d+\)?$/.exec(frame)?.[1];
}
