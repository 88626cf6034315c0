import { CASES, FAULT_CASES } from './contract/cases.ts';
import { forgetsBatches } from './contract/memory.ts';
import type { ContractCase, SinkUnderTest } from './contract/subject.ts';

/** The test functions of the runner: vitest, jest and node:test have them all. */
export type TestRunner = {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: (...context: unknown[]) => Promise<void>) => void;
};

const ALL: readonly ContractCase[] = [
  ...CASES,
  ...FAULT_CASES,
  ['forgets what is settled: a backlog does not pile up in it', forgetsBatches],
];

/**
 * The contract that every sink keeps, as a suite: `describeSink({ describe, it }, 'mine', () => makeMine())`. It needs
 * no assertion library: a broken promise is a thrown error. What the other side cannot do is skipped, with the reason, where the
 * runner can do that while a test runs (vitest, node:test).
 */
export function describeSink(
  { describe, it }: TestRunner,
  name: string,
  make: () => Promise<SinkUnderTest>,
): void {
  describe(`${name} keeps the contract of a sink`, () => {
    for (const [title, body] of ALL)
      it(title, async (...context) => {
        const subject = await make();
        let skipped: string | void;
        try {
          skipped = await body(subject);
        } finally {
          await subject.close?.();
        }
        if (typeof skipped === 'string') skip(context[0], skipped);
      });
  });
}

function skip(context: unknown, reason: string): void {
  const { skip: say } = (context ?? {}) as { skip?: (reason: string) => void };
  if (typeof say === 'function') say.call(context, reason);
}
