import { startTool, startTurn } from './calls.ts';
import type { Failure } from './failure.ts';
import { follow } from './follow.ts';
import { createMeter } from './meter.ts';
import type { Naming } from './names.ts';
import type { SessionPart } from './part.ts';
import type { Session } from './session.ts';

/** What was thrown, unless it is still on its way. */
export type Thrown = { readonly error: unknown } | undefined;

/** What a session works with. */
export type SessionTools = {
  /** The model that is meant where none is named. */
  readonly model: unknown;
  readonly naming: Naming;
  readonly readFailure: (thrown: Thrown) => Failure;
  /** Does it, or counts that it was given something that cannot be read. */
  readonly safely: (action: () => void) => void;
  readonly misuse: (reason: string) => void;
  /** It was ended, and had been before. */
  readonly overMisuse: () => void;
  /** Runs `body` so that what it starts is within the session. */
  readonly within: <Result>(session: Session, body: () => Result) => Result;
};

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
