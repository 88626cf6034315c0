import type { Store } from '../store/store.ts';
import { MAX_LINES, NO_FAILURES, toCount } from './lines.ts';

/** Commands by who started them: a person, an agent (and which), ci, a daemon, a program. Empty: an older sender did not say. */
export type StarterLine = {
  readonly startedBy: string;
  readonly agent: string;
  readonly runs: number;
  readonly failures: number;
};

/** How often a command came to what: `ok`, `error`, `usage-error`, `interrupted`, `crash`, `help`, `version`. */
export type OutcomeLine = {
  readonly command: string;
  readonly outcomes: Readonly<Record<string, number>>;
};

/** What was typed and not understood, and where. */
export type FrictionLine = { readonly kind: string; readonly command: string; readonly count: number };

/** How a project's commands were started, and what became of them. */
export type UseReport = {
  readonly starters: readonly StarterLine[];
  readonly outcomes: readonly OutcomeLine[];
  readonly friction: readonly FrictionLine[];
};

const STARTERS = `
SELECT started_by AS startedBy, agent, sum(o.all_events) AS runs, sumIf(o.all_events, outcome NOT IN ${NO_FAILURES}) AS failures
FROM rollup_outcomes AS o FINAL WHERE project = {project:String}
GROUP BY started_by, agent ORDER BY runs DESC, startedBy, agent LIMIT ${MAX_LINES}`;

const OUTCOMES = `
SELECT command, sumMap(map(outcome, o.all_events)) AS outcomes, sum(o.all_events) AS runs
FROM rollup_outcomes AS o FINAL WHERE project = {project:String}
GROUP BY command ORDER BY runs DESC, command LIMIT ${MAX_LINES}`;

const FRICTION = `
SELECT kind, subject AS command, sum(d.all_events) AS count
FROM rollup_details AS d FINAL WHERE project = {project:String} AND name = 'friction'
GROUP BY kind, subject ORDER BY count DESC, kind, command LIMIT ${MAX_LINES}`;

export async function readUse(store: Store, project: string): Promise<UseReport> {
  const params = { project };
  const [starters, outcomes, friction] = await Promise.all([
    store.query<StarterLine>(STARTERS, params),
    store.query<OutcomeLine & { runs: number }>(OUTCOMES, params),
    store.query<FrictionLine>(FRICTION, params),
  ]);
  return {
    starters: starters.map((line) => ({
      ...line,
      runs: toCount(line.runs),
      failures: toCount(line.failures),
    })),
    outcomes: outcomes.map(({ command, outcomes: found }) => ({ command, outcomes: toCounts(found) })),
    friction: friction.map((line) => ({ ...line, count: toCount(line.count) })),
  };
}

/** The most frequent first. */
function toCounts(sums: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const sorted = Object.entries(sums).toSorted(([, one], [, other]) => other - one);
  return Object.fromEntries(sorted.slice(0, MAX_LINES).map(([name, sum]) => [name, toCount(sum)]));
}
