import type { RunningTurn, Session } from './session.ts';

const nothing = (): void => {};
const NO_CALL = { firstToken: nothing, end: nothing, fail: nothing } satisfies RunningTurn;

/** Stands for a session where nothing is recorded: everything else goes on. */
export const NO_SESSION: Session = {
  id: '',
  run: (body) => body(),
  tool: (_name, body) => body(),
  startTool: () => NO_CALL,
  turn: (body) => body(NO_CALL),
  startTurn: () => NO_CALL,
  usage: nothing,
  usageTotal: nothing,
  error: nothing,
  end: nothing,
  fail: nothing,
};
