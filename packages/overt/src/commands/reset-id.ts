import { EXIT, fail } from './answer.ts';
import type { Command } from './command.ts';
import { countOf } from './format.ts';
import { resetIds } from '../identity/ids.ts';
import { knownIds, ownFolders } from './manager.ts';
import { OUTLINE } from './outline.ts';

/** Which id is gone, and how many are remembered. */
export type ResetId = {
  /** The id that was in use, if there was one. The next run that needs one makes another. */
  readonly previous?: string;
  /** How many former ids are remembered, so that a request for deletion covers them. */
  readonly past: number;
};

/** @internal */
export const resetId: Command<ResetId> = {
  outline: OUTLINE['reset-id'],
  run: async (manager) => {
    const { platform } = manager;
    const folders = ownFolders(manager);
    const { current } = knownIds(manager);
    if (!resetIds(platform, folders))
      return fail(EXIT.notStored, `The id could not be changed: ${folders.join(', ')} cannot be written.`);
    const past = knownIds(manager).past.length;
    return { ok: true, ...(current === undefined ? {} : { previous: current }), past };
  },
  render: ({ previous, past }) => {
    if (previous === undefined) return 'There is no id to reset. A run that sends something makes one.';
    return [
      'The next run gets a new random id; what it sends cannot be joined with what was sent before.',
      `  Until now  ${previous}`,
      `  Known      ${countOf(past, 'former id')}, kept here for when you ask for deletion`,
    ].join('\n');
  },
};
