import { detectAgent } from '../environment/agent.ts';
import { isCi } from '../environment/ci.ts';
import type { Platform } from '../platform/platform.ts';
import type { Letter } from './letter.ts';

/** What shows a `mailto:` URL to its user, by system. None of them is a shell, which would read the URL as a command. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['/usr/bin/open'],
  win32: ['rundll32.exe', 'url.dll,FileProtocolHandler'],
  linux: ['xdg-open'],
  freebsd: ['xdg-open'],
  openbsd: ['xdg-open'],
};
/** An opener that has said nothing by then is the mail program itself, and at work. */
const PATIENCE_MS = 3000;

/** Whether a person sits here who could see a mail program: no build server, no agent, no pipe. */
export function hasPerson({ env, system }: Platform): boolean {
  return system.isTerminal(0) && system.isTerminal(2) && !isCi(env) && detectAgent(env) === undefined;
}

/** Hands a letter to the user's mail program, and answers whether that took it. It is not sent: only the user can do that. */
export function openLetter(platform: Platform, { url }: Letter): Promise<boolean> {
  const [program, ...args] = OPENERS[platform.system.os] ?? [];
  if (program === undefined || !hasPerson(platform)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), PATIENCE_MS);
    const finish = (isOpen: boolean): void => {
      clearTimeout(timer);
      resolve(isOpen);
    };
    try {
      const child = platform
        .builtin('node:child_process')
        .spawn(program, [...args, url], { stdio: 'ignore', detached: true, windowsHide: true });
      child.on('error', () => finish(false));
      child.on('exit', (code) => finish(code === 0));
      child.unref();
    } catch {
      finish(false);
    }
  });
}
