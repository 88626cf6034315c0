import { existsSync, readFileSync } from 'node:fs';
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
