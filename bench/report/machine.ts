import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { readFileSync } from 'node:fs';
import { table } from './table.ts';

/** What the figures were taken on. */
export function describeMachine(): string {
  const processors = cpus();
  const load = loadavg()
    .map((value) => value.toFixed(2))
    .join(' ');
  const rows = [
    ['CPU', `${processors[0]?.model.trim() ?? 'unknown'}, ${processors.length} logical cores`],
    ['memory', `${(totalmem() / 2 ** 30).toFixed(1)} GiB`],
    ['OS', `${distribution()} (${type()} ${release()}, ${process.arch})`],
    ['Node', process.version],
    ['date', new Date().toISOString().slice(0, 10)],
    ['command', `\`${commandLine()}\``],
    ['load before the run (1, 5, 15 min)', load],
  ];
  return table(['', ''], rows);
}

function distribution(): string {
  try {
    return /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform;
  } catch {
    return process.platform;
  }
}

function commandLine(): string {
  const args = process.argv.slice(2);
  return ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
}
