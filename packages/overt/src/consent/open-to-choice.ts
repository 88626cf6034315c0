import { resolveConsent, type ConsentInputs } from './resolve.ts';

/**
 * Whether a choice counts for something. It does not where the machine's administrator or the author settled the level; it
 * does where they only set a limit, and where a variable speaks that the next run may not have.
 */
export function isOpenToChoice(inputs: ConsentInputs): boolean {
  const [off, full] = (['off', 'full'] as const).map((choice) =>
    resolveConsent({
      ...inputs,
      stored: { kind: 'chosen', choice, at: 0, how: 'command', text: inputs.policy.text },
    }),
  );
  return full?.locked !== true || off?.level !== full.level;
}
