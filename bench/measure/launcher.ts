import { fork } from 'node:child_process';

/** A process to start and to time. */
export type Launch = {
  readonly args: readonly string[];
  /** Its whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** After this it is killed. */
  readonly capMs: number;
};

/** How it went. */
export type LaunchResult = {
  /** Monotonic clock, from before spawn() to the exit event. */
  readonly wallMs: number;
  /** Monotonic clock at the exit event; the same in all processes of a machine. */
  readonly endedAtNs: number;
  /** Wall clock at the exit event. */
  readonly endedAtMs: number;
  readonly capped: boolean;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What the probe wrote; empty without one. */
  readonly usage: string;
  /** Whether something outlived the process with its output still open. */
  readonly heldOutput: boolean;
};

/** Starts Node processes and times them from a small process of its own. */
export type Launcher = { launch(launch: Launch): Promise<LaunchResult>; close(): void };

type Waiting = { resolve(result: LaunchResult): void; reject(error: Error): void };
type Reply = { readonly request: number; readonly result?: LaunchResult; readonly error?: string };

/** Starts launcher.mjs. Several launches may be under way at once. */
export function startLauncher(): Launcher {
  const child = fork(new URL('launcher.mjs', import.meta.url), { execArgv: [] });
  const waiting = new Map<number, Waiting>();
  let requests = 0;
  child.on('message', ({ request, result, error }: Reply) => {
    const asker = waiting.get(request);
    waiting.delete(request);
    if (result === undefined) asker?.reject(new Error(error));
    else asker?.resolve(result);
  });
  child.on('exit', () => {
    for (const asker of waiting.values()) asker.reject(new Error('The launcher process ended.'));
  });
  return {
    launch(launch) {
      const request = requests++;
      return new Promise((resolve, reject) => {
        waiting.set(request, { resolve, reject });
        child.send({ request, launch });
      });
    },
    close: () => child.disconnect(),
  };
}
