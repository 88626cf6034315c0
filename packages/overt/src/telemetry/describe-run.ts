import type { LocalFacts, RunTrace } from '../spool/run-file.ts';
import type { Context } from './context.ts';
import { describeSurroundings } from './surroundings.ts';
import { isCi } from '../environment/ci.ts';
import { pickMarks } from '../environment/marks.ts';
import { DAEMON_PART, type ParentRun } from '../environment/parent-run.ts';

/** What is known about a run besides its tool and its system. */
export type RunFacts = {
  readonly resource: Readonly<Record<string, string>>;
  readonly local: LocalFacts;
  readonly trace: RunTrace | undefined;
  /** Tags of the user that could not be taken. */
  readonly tagFaults: number;
};

/**
 * What only the run itself can find out, once for each run. The rest is left to the courier
 * (courier/collect/complete-resource.ts), and cold code is loaded only where there is something to name with it.
 */
export function describeRun({ platform, settings, cold }: Context, parent: ParentRun | undefined): RunFacts {
  const { env, system } = platform;
  const { policy, errors } = settings;
  const { variable } = policy;
  const resource: Record<string, string> = {
    tty: nameStreams(system.isTerminal),
    ...describeSurroundings(settings.surroundings, [env, variable]),
  };
  if (parent !== undefined) resource['nested'] = parent.tool === settings.tool ? 'same-tool' : 'other-tool';
  if (isCi(env)) Object.assign(resource, cold().describeCi(env));
  const said = env[`${variable}_TAGS`];
  const { tags, faults } = said ? cold().parseTags(said) : { tags: {}, faults: 0 };
  for (const [key, value] of Object.entries({ ...tags, ...settings.tags })) resource[`tag.${key}`] = value;
  const local = {
    marks: pickMarks(env),
    program: system.execPath,
    script: system.arguments[1],
    policy,
    expected: errors.expected,
    byDaemon: parent?.part === DAEMON_PART ? (true as const) : undefined,
  };
  const trace = settings.traces ? cold().joinTrace(platform) : undefined;
  return { resource, local, trace, tagFaults: faults };
}

/** Which of the standard streams are terminals. */
function nameStreams(isTerminal: (fd: number) => boolean): string {
  return ['in', 'out', 'err'].filter((_, fd) => isTerminal(fd)).join('+') || 'none';
}
