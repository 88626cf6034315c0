import { isOwnFolder } from '../spool/repair.ts';
import { listIds, type KnownIds } from '../identity/ids.ts';
import { parentOf } from '../platform/path.ts';
import type { Context } from '../telemetry/context.ts';
import type { Recorder } from '../telemetry/recorder.ts';
import type { FlushResult } from '../telemetry/telemetry.ts';

/** What commands work with: the telemetry of the process that they run in. */
export type Manager = Context & {
  /** Lets go of the file of this run, and removes it. */
  readonly abandon: () => void;
  /** What records the events of this run. */
  readonly recorder: Recorder;
  readonly flush: (timeoutMs: number) => Promise<FlushResult>;
  /** A recorder like that of this run, in other surroundings. */
  readonly createRecorder: (context: Context) => Recorder;
};

/** The state folders that are there and are this user's, best first. */
export function ownFolders({ platform, gate }: Pick<Manager, 'platform' | 'gate'>): string[] {
  return gate.folders.filter((folder) => {
    try {
      return [parentOf(folder), folder].every((path) => isOwnFolder(platform, path));
    } catch {
      return false;
    }
  });
}

/** All ids of this installation, in all of its state folders. */
export function knownIds(manager: Manager): KnownIds {
  const { platform, settings } = manager;
  return listIds(platform, { folders: ownFolders(manager), rotate: settings.rotate });
}

/** The names of all sinks, as the ledger knows them. */
export function sinkNames({ settings }: Pick<Manager, 'settings'>): string[] {
  return [...settings.descriptors, ...settings.liveSinks].map(({ name }) => name);
}

/** What the user types before the name of a command. */
export function commandName({ settings }: Pick<Manager, 'settings'>): string {
  return settings.text.command ?? `${settings.tool} telemetry`;
}
