import type { Platform } from '../platform/platform.ts';
import { createRedactor, type Redactor } from './redact.ts';

/** A redactor that knows the person and the machine that it runs on: their names and folders go too. */
export function createLocalRedactor({ env, system }: Platform): Redactor {
  const home = ask(system.homeFolder);
  const names = [env['USER'], env['LOGNAME'], env['USERNAME'], home.split(/[/\\]/).at(-1)];
  return createRedactor({
    home: [home, env['HOME'] ?? '', env['USERPROFILE'] ?? ''],
    users: names.map((name) => name ?? ''),
    hosts: [ask(system.hostName), env['COMPUTERNAME'] ?? ''],
    projects: [ask(system.cwd), env['INIT_CWD'] ?? ''],
  });
}

/** What the system does not know is not in any text either. */
function ask(question: () => string): string {
  try {
    return question();
  } catch {
    return '';
  }
}
