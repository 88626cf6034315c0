import { createInterface } from 'node:readline';
import type { Place } from './place.ts';
import { startTool, type Ended, type ToolRun } from './run-tool.ts';

/** A running tool whose telemetry is called from here. */
export type Remote = {
  readonly pid: number;
  /** Calls a function of its telemetry, and answers what that answered. */
  readonly call: <Answer = unknown>(name: string, ...args: readonly unknown[]) => Promise<Answer>;
  /** Waits for what it says by itself. */
  readonly hear: <Answer = unknown>() => Promise<Answer>;
  /** Ends it as a tool ends: nothing is left to do. */
  readonly end: () => Promise<Ended>;
  readonly kill: (signal: NodeJS.Signals) => Promise<Ended>;
};

export function startRemote(place: Place, run: Partial<ToolRun> = {}): Remote {
  const { child, ended } = startTool(place, { fixture: 'remote.mjs', ...run });
  if (child.stdout === null || child.stdin === null) throw new Error('Expected pipes to the tool.');
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { stdin } = child;
  const hear = async <Answer>(): Promise<Answer> => {
    const line = await answers.next();
    if (line.done === true) throw new Error('The tool ended before it had answered.');
    return (JSON.parse(line.value) as { answer: Answer }).answer;
  };
  return {
    pid: child.pid ?? 0,
    hear,
    call: (name, ...args) => {
      stdin.write(`${encodeLine({ call: name, args })}\n`);
      return hear();
    },
    end: () => {
      stdin.end();
      return ended;
    },
    kill: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

/** From Node 24 on, `readline` also ends a line at U+2028 and U+2029, which JSON leaves as they are. */
function encodeLine(value: unknown): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
