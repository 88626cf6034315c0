import { disable, enable } from './choose.ts';
import type { Command } from './command.ts';
import { crashes } from './crashes/crashes.ts';
import { deleteData } from './delete.ts';
import { doctor } from './doctor/doctor.ts';
import { exportData } from './export.ts';
import { flush } from './flush.ts';
import { log } from './log.ts';
import type { OUTLINE } from './outline.ts';
import { resetId } from './reset-id.ts';
import { show } from './show.ts';
import { stats } from './stats.ts';
import { status } from './status.ts';

/** Every command by the name that is typed, in the order in which they are listed. */
export const COMMANDS: Readonly<Record<keyof typeof OUTLINE, Command<never>>> = {
  status,
  enable,
  disable,
  show,
  log,
  stats,
  crashes,
  export: exportData,
  delete: deleteData,
  'reset-id': resetId,
  doctor,
  flush,
};

/** A command whose answers are its own affair. */
export type AnyCommand = Command<unknown>;

export function findCommand(name: string): AnyCommand | undefined {
  return Object.hasOwn(COMMANDS, name) ? (COMMANDS[name as keyof typeof OUTLINE] as AnyCommand) : undefined;
}
