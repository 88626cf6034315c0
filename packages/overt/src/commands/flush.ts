import type { FlushResult } from '../telemetry/telemetry.ts';
import { EXIT } from './answer.ts';
import type { Command } from './command.ts';
import { countOf } from './format.ts';
import type { Manager } from './manager.ts';
import { askNow, type RequestStatus } from './requests.ts';
import { seeStatus } from './status.ts';
import { OUTLINE } from './outline.ts';

/** What is left to be sent, and the places that have not yet done what they were asked to erase. */
export type Flushed = FlushResult & { readonly requests: readonly RequestStatus[] };

/** Somebody waits for it at a prompt: long enough for a slow network, short enough to sit through. */
const FLUSH_TIMEOUT_MS = 10_000;

/** @internal */
export const flush: Command<Flushed> = {
  outline: OUTLINE.flush,
  run: async (manager) => {
    // Before the rest, since both work under one lock.
    const requests = await askNow(manager, FLUSH_TIMEOUT_MS);
    return { ok: true, ...(await manager.flush(FLUSH_TIMEOUT_MS)), requests };
  },
  render: (answer, manager) => [renderOutcome(answer, manager), ...renderRequests(answer)].join('\n'),
  exitCode: ({ outcome, requests }) =>
    outcome === 'delivered' && !requests.some(({ state }) => state === 'queued') ? EXIT.done : EXIT.no,
};

function renderOutcome({ outcome, pending }: Flushed, manager: Manager): string {
  if (outcome === 'delivered') return 'All is delivered.';
  if (outcome === 'off') return `Telemetry is off: no event was sent. ${seeStatus(manager)}`;
  const late = outcome === 'timeout' ? 'There was not enough time. ' : '';
  return `${late}${countOf(pending, 'event')} still wait${pending === 1 ? 's' : ''}. ${seeStatus(manager)}`;
}

function renderRequests({ requests }: Flushed): string[] {
  return requests.map(({ name, state, reason }) =>
    state === 'queued'
      ? `${name} could not be asked to erase data (${reason ?? 'not tried'}).`
      : `${name} was asked to erase data, and has not yet said that it is done.`,
  );
}
