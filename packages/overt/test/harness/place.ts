import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endCouriers } from './couriers.ts';

/** The tool that the fixtures are. */
export const TOOL = 'scan';

/** A world for one test: nothing outside of `root` is read or written by the tools that run in it. */
export type Place = {
  readonly root: string;
  readonly home: string;
  /** What XDG_STATE_HOME says. */
  readonly state: string;
  /** Overt's own folder in it. */
  readonly spool: string;
  /** What TMPDIR says: Overt's last resort is in there. */
  readonly temp: string;
  /** The project of the user, in which the tool is run. */
  readonly cwd: string;
  /** Where the `file` sink of the fixtures writes. */
  readonly sinkFile: string;
  /** Where a fixture notes, synchronously, which calls have returned. */
  readonly progressFile: string;
};

/** `name` is for whoever looks at what a test left behind. */
export function makePlace(name: string): Place {
  const root = mkdtempSync(join(tmpdir(), `overt-${name}-`));
  const inside = (name: string): string => join(root, name);
  for (const name of ['home', 'state', 'temp', 'cwd', 'out']) mkdirSync(inside(name));
  return {
    root,
    home: inside('home'),
    state: inside('state'),
    spool: join(inside('state'), TOOL, 'telemetry'),
    temp: inside('temp'),
    cwd: inside('cwd'),
    sinkFile: join(inside('out'), 'events.ndjson'),
    progressFile: join(inside('out'), 'progress'),
  };
}

/** What `consent.json` says: that the user has seen the notice, and, if there is one, their choice. */
export function storeConsent(spool: string, stored: { readonly how: string; readonly level?: string }): void {
  mkdirSync(spool, { recursive: true, mode: 0o700 });
  const line = { format: 1, ...stored, at: 1, text: 1 };
  writeFileSync(join(spool, 'consent.json'), JSON.stringify(line), { mode: 0o600 });
}

/** Ends what still runs in the place, then removes it. */
export async function removePlace({ root }: Place): Promise<void> {
  await endCouriers(root);
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
}
