import type { ConsentInputs } from './resolve.ts';

/**
 * What a decision rests on where the user sends something with their own hand: as if they had said yes to errors. Variables
 * and files of projects speak of what happens by itself. DO_NOT_TRACK and the machine's policy go on to count.
 */
export function asByHand({ env, policy, managed, isCi }: ConsentInputs): ConsentInputs {
  return {
    env: { DO_NOT_TRACK: env['DO_NOT_TRACK'] },
    policy: { ...policy, aliases: [], configured: undefined },
    managed,
    stored: { kind: 'chosen', choice: 'errors', at: 0, how: 'command', text: policy.text },
    project: { kind: 'none' },
    isCi,
  };
}
