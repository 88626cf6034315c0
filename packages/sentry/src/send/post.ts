import {
  dsnFromString,
  getEnvelopeEndpointWithUrlEncodedAuth,
  type ClientReport,
  type DsnComponents,
} from '@sentry/core';
import type { HttpOutcome, SinkTools } from 'overt';
import { SDK } from '../sdk.ts';
import type { SinkSettings } from '../settings.ts';
import type { Step } from './steps.ts';

/** Posts a step, with a report of losses where there is one. */
export type PostStep = (
  step: Step,
  report: ClientReport | undefined,
  signal: AbortSignal,
) => Promise<HttpOutcome>;

/** Makes envelopes and posts them to where the DSN says, or the tunnel. */
export function createPost({ post, now }: SinkTools, { dsn, tunnel }: SinkSettings): PostStep {
  const url = getEnvelopeEndpointWithUrlEncodedAuth(dsnFromString(dsn) as DsnComponents, tunnel, SDK);
  return (step, report, signal) => {
    const head = {
      ...(step.kind === 'event' && { event_id: step.event.event_id }),
      sent_at: new Date(now()).toISOString(),
      sdk: SDK,
      // A tunnel learns from it where to hand on what it is sent.
      ...(tunnel !== undefined && { dsn }),
    };
    const headers = { 'content-type': 'application/x-sentry-envelope' };
    return post({ url, headers, body: Buffer.from(serialize(head, listItems(step, report))) }, signal);
  };
}

type Item = readonly [head: { readonly type: string }, body: unknown];

function listItems(step: Step, report: ClientReport | undefined): Item[] {
  const items: Item[] =
    step.kind === 'event'
      ? [[{ type: 'event' }, step.event]]
      : step.sessions.map((session) => [{ type: 'session' }, session]);
  return report === undefined ? items : [...items, [{ type: 'client_report' }, report]];
}

/** An envelope is lines of JSON, where no item needs to say how long it is. As @sentry/core writes it, without its 4 kB. */
function serialize(head: object, items: readonly Item[]): string {
  return [head, ...items.flat()].map((line) => JSON.stringify(line)).join('\n');
}
