import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './place.ts';

/** When the sink `main` may be tried again, in milliseconds since the epoch. */
export function readRetryAt({ spool }: Place): number {
  const path = join(spool, 'ledger.json');
  if (!existsSync(path)) return 0;
  const { sinks } = JSON.parse(readFileSync(path, 'utf8')) as { sinks: Record<string, { retryAt: number }> };
  return sinks['main']?.retryAt ?? 0;
}

/** The random id of the installation: what tells the events of one place from those of others in a shared store. */
export function readInstall({ spool }: Place): string {
  return readFileSync(join(spool, 'install-id'), 'utf8').trim();
}

/** How much lies in a folder of the spool, such as `runs`. */
export function measure(place: Place, folder: string): { readonly files: number; readonly bytes: number } {
  const path = join(place.spool, folder);
  const names = existsSync(path) ? readdirSync(path) : [];
  const sizes = names.map((name) => lstatSync(join(path, name), { throwIfNoEntry: false })?.size ?? 0);
  return { files: names.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** What was done wrong so far and recorded all the same, by kind. */
export function readMisuse({ spool }: Place): Readonly<Record<string, number>> {
  const path = join(spool, 'ledger.json');
  if (!existsSync(path)) return {};
  return (JSON.parse(readFileSync(path, 'utf8')) as { misuse: Record<string, number> }).misuse;
}
