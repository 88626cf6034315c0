import { follow } from '../platform/follow.ts';
import { startTool, startTurn } from './calls.ts';
import { createMeter } from './meter.ts';
import type { SessionPart } from './part.ts';
import type { Session } from './session.ts';
import type { SessionTools, Thrown } from './session-tools.ts';

/** What the author calls. Nothing that it is given makes it throw. */
export function createSession(part: SessionPart, tools: SessionTools): Session {
  const { safely, overMisuse } = tools;
  const meter = createMeter(part, tools);
  const endOnce = (isEnded: boolean): void => {
    if (!isEnded) overMisuse();
  };
  const session: Session = {
    id: part.identity.id,
    run: (body) => {
      const onFailure = (thrown: Thrown): void => safely(() => void fail(part, tools, thrown));
      const onEnd = (): void => safely(() => void part.end('ok'));
      return tools.within(session, () => follow(body, { onEnd, onFailure }));
    },
    tool: (name, body) => {
      const { end, failWith } = startTool(part, tools, name);
      return follow(body, { onEnd: () => end(), onFailure: failWith });
    },
    startTool: (name) => startTool(part, tools, name),
    turn: (body, details) => {
      const turn = startTurn(part, tools, details);
      return follow(() => body(turn), { onEnd: () => turn.end(), onFailure: turn.failWith });
    },
    startTurn: (details) => startTurn(part, tools, details),
    usage: (used) => safely(() => meter.add(used)),
    usageTotal: (total, before) => safely(() => meter.compare(total, before)),
    error: (error) =>
      safely(() => void part.record('session.error', { errorKind: tools.readFailure({ error }).errorKind })),
    end: (how) => safely(() => endOnce(part.end(how?.outcome ?? 'ok'))),
    fail: (error) => safely(() => endOnce(fail(part, tools, { error }))),
  };
  return session;
}

/** What the user called off is no error. */
function fail(part: SessionPart, { readFailure }: SessionTools, thrown: Thrown): boolean {
  if (part.isOver) return false;
  const { errorKind, outcome } = readFailure(thrown);
  if (outcome === 'error') part.record('session.error', { errorKind });
  return part.end(outcome);
}
