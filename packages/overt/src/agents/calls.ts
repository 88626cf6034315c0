import type { SessionTools, Thrown } from './session-tools.ts';
import type { SessionPart } from './part.ts';
import type { RunningTool, RunningTurn, TurnOptions } from './session.ts';

type Failing = { readonly failWith: (thrown: Thrown) => void };

export function startTool(part: SessionPart, tools: SessionTools, name: unknown): RunningTool & Failing {
  const { naming, readFailure, safely } = tools;
  const end = part.begin('tool.call', { tool: naming('tools', name) });
  const failWith = (thrown: Thrown, outcome?: string): void =>
    safely(() => {
      const { errorKind, toolOutcome } = readFailure(thrown);
      end({ outcome: outcome ?? toolOutcome, errorKind });
    });
  return {
    end: (how) => safely(() => end({ outcome: how?.outcome ?? 'ok', errorKind: how?.errorKind })),
    fail: (error, how) => failWith({ error }, how?.outcome),
    failWith: (thrown) => failWith(thrown),
  };
}

export function startTurn(
  part: SessionPart,
  tools: SessionTools,
  details: TurnOptions | undefined,
): RunningTurn & Failing {
  const { naming, readFailure, safely } = tools;
  const told: { firstTokenMs?: number } = {};
  let model = tools.model;
  safely(() => {
    if (details?.model !== undefined) model = naming('models', details.model);
  });
  const startedMs = part.elapsed();
  const finish = part.begin('session.turn', { model });
  const end = (outcome: string): void => finish({ outcome, ...told });
  const failWith = (thrown: Thrown): void => safely(() => end(readFailure(thrown).outcome));
  return {
    firstToken: () => {
      told.firstTokenMs ??= part.elapsed() - startedMs;
    },
    end: (how) => safely(() => end(how?.outcome ?? 'ok')),
    fail: (error) => failWith({ error }),
    failWith,
  };
}
