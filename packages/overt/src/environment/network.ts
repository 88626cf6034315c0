import type { Env } from '../platform/platform.ts';
import { isOn } from '../platform/text.ts';

/**
 * Set by sandboxes of agents in which each connection fails, asks a person, or ends the run: Codex, where its policy
 * forbids the network.
 */
export const NO_NETWORK = 'CODEX_SANDBOX_NETWORK_DISABLED';

/** Whether nothing may be sent from here. What is recorded waits for a run that may. */
export function isNetworkForbidden(env: Env): boolean {
  return isOn(env[NO_NETWORK]);
}
