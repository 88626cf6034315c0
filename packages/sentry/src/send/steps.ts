import type { BatchEvent } from 'overt';
import type { Event, SerializedSession } from '@sentry/core';
import { makeEvent, TEST_EVENT, type EventSource } from '../event/event.ts';
import { makeSession, type SessionSource } from '../session/sessions.ts';

/** One request. `to`: how many of the first events of the batch are done when it and all before it are. */
export type Step =
  | { readonly kind: 'event'; readonly to: number; readonly id: string; readonly event: Event }
  | { readonly kind: 'sessions'; readonly to: number; readonly sessions: readonly SerializedSession[] };

/** What a batch comes to at Sentry. */
export type Plan = {
  readonly steps: readonly Step[];
  /** Events of which nothing is sent, by their places in the batch: they are no errors, and tell of no run. */
  readonly idle: ReadonlyMap<number, string>;
};

/** Relay takes 100 sessions in one envelope. */
const MAX_SESSIONS = 100;

/**
 * What a batch comes to. One event an envelope, as Relay wants it. Sessions are counted as often as they are sent, so they
 * go in the order of the batch: what was sent before a failure is never sent again.
 */
export function planSteps(source: EventSource & SessionSource, events: readonly BatchEvent[]): Plan {
  // What `doctor` sends is no run of the tool.
  const isTest = events.every(({ name }) => name === TEST_EVENT);
  const wantsSessions = source.settings.sessions && !isTest;
  const steps: Step[] = [];
  const idle = new Map<number, string>();
  let waiting: SerializedSession[] = [];
  const sendWaiting = (to: number): void => {
    if (waiting.length > 0) steps.push({ kind: 'sessions', to, sessions: waiting });
    waiting = [];
  };
  for (const [index, event] of events.entries()) {
    const body = makeEvent(source, event);
    const session = wantsSessions ? makeSession(source, event) : undefined;
    if (body !== undefined) {
      sendWaiting(index);
      // What its run has to say with it comes after it, so it is not done yet.
      const to = session === undefined ? index + 1 : index;
      steps.push({ kind: 'event', to, id: event.id, event: body });
    }
    if (session !== undefined) waiting.push(session);
    if (session === undefined && body === undefined) idle.set(index, event.id);
    if (waiting.length >= MAX_SESSIONS) sendWaiting(index + 1);
  }
  sendWaiting(events.length);
  return { steps, idle };
}
