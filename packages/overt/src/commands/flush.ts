import type { FlushResult } from '../telemetry/telemetry.ts';
import { EXIT } from './answer.ts';
import type { Command } from './command.ts';
import { countOf } from './format.ts';
import { seeStatus } from './status.ts';

/** Somebody waits for it at a prompt: long enough for a slow network, short enough to sit through. */
const FLUSH_TIMEOUT_MS = 10_000;

export const flush: Command<FlushResult> = {
  summary: 'send what waits, now',
  run: async (manager) => ({ ok: true, ...(await manager.flush(FLUSH_TIMEOUT_MS)) }),
  render: ({ outcome, pending }, manager) => {
    if (outcome === 'delivered') return 'All is delivered.';
    if (outcome === 'off') return `Telemetry is off: nothing was sent. ${seeStatus(manager)}`;
    const late = outcome === 'timeout' ? 'There was not enough time. ' : '';
    return `${late}${countOf(pending, 'event')} still wait${pending === 1 ? 's' : ''}. ${seeStatus(manager)}`;
  },
  exitCode: ({ outcome }) => (outcome === 'delivered' ? EXIT.done : EXIT.no),
};
