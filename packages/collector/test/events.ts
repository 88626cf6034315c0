import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A run id whose time is now. */
export function makeRunId(ms: number = Date.now()): string {
  let time = '';
  for (let rest = ms, index = 0; index < 10; index += 1, rest = Math.floor(rest / 32))
    time = ALPHABET[rest % 32] + time;
  return time + [...randomBytes(16)].map((byte) => ALPHABET[byte % 32]).join('');
}

/** An event that is right, changed by `fields`. */
export function makeEvent(fields: Record<string, unknown> = {}): Record<string, unknown> {
  const props = { command: 'count', outcome: 'ok', exitCode: 0, durationMs: 40 };
  return { seq: 1, time: Date.now(), name: 'command.invocation', props, ...fields };
}

/** A run that is right, changed by `fields`. */
export function makeRun(fields: Record<string, unknown> = {}): Record<string, unknown> {
  const resource = { tool: 'tally', version: '1.4.2', install: 'install-1', os: 'linux' };
  return { run: makeRunId(), level: 'usage', resource, events: [makeEvent()], ...fields };
}

/** A request that is right, changed by `fields`. */
export function makeRequest(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { format: 1, batch: 'batch-1', attempt: 1, sentAt: Date.now(), runs: [makeRun()], ...fields };
}

/** `count` events of one run, in order. */
export function makeEvents(count: number, first = 1): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => makeEvent({ seq: first + index }));
}

/** Sends a request over the network. */
export function send(
  target: { readonly url: string; readonly writeKey: string },
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${target.url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${target.writeKey}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  });
}
