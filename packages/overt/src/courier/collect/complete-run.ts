import { readEpochs, type Epochs } from '../../identity/epoch.ts';
import { hashLocally, shortHash } from '../../identity/hash-locally.ts';
import { hashedMachineId } from '../../identity/machine-id.ts';
import { periodSuffix } from '../../identity/period.ts';
import { findProject } from '../../identity/project.ts';
import { readRootCommit } from '../../identity/root-commit.ts';
import { SALT } from '../../identity/secret-file.ts';
import { join } from '../../platform/path.ts';
import type { Platform } from '../../platform/platform.ts';
import { checkLiveness } from '../../spool/liveness.ts';
import type { HeaderLine, Resource } from '../../spool/run-file.ts';
import { timeOfRun } from '../../spool/run-id.ts';
import { completeResource, readText, type CompletionPlace } from './complete-resource.ts';
import type { CourierPlan } from '../plan.ts';

/** What completing works with. `signal` ends what takes too long. */
export type Completion = { readonly plan: CourierPlan; readonly signal: AbortSignal };

type Source = Completion &
  CompletionPlace & {
    readonly machine: () => Promise<string | undefined>;
  };

/**
 * Completes the heads of runs with what is too slow, or needs a program, to be found out while a tool runs: from the
 * notes that a run left in `local`, which themselves stay here.
 */
export function createCompletion(
  platform: Platform,
  folder: string,
  { plan, signal }: Completion,
): (header: HeaderLine) => Promise<HeaderLine> {
  // Read anew each time: a reset may come at any moment.
  const epochs = (): Epochs => readEpochs(platform, folder, plan.rotate ?? 'never');
  const isReset = (run: string): boolean => epochs().wasReset(timeOfRun(run));
  const isOfOne = (parent: string, run: string): boolean =>
    epochs().isSame(timeOfRun(parent), timeOfRun(run)) && !isReset(run);
  let machine: Promise<string | undefined> | undefined;
  const source: Source = {
    platform,
    folder,
    plan,
    signal,
    hash: ({ run }, value) => {
      // The salt of today would tie a run from before a reset to those after it.
      if (isReset(run)) return undefined;
      const salt = SALT + periodSuffix(plan.rotate ?? 'never', timeOfRun(run));
      const hashed = hashLocally(platform, join(folder, salt), value);
      // Looked at again: after a reset just now, that was the salt of the next id.
      return isReset(run) ? undefined : hashed;
    },
    machine: () => (machine ??= hashedMachineId(platform, plan.tool, folder)),
  };
  return async ({ parent, local, ...header }) => ({
    ...header,
    // A parent that had another id would say whose this one is. After a reset a run may be of either.
    parent: parent && isOfOne(parent, header.run) ? parent : undefined,
    resource: await complete(source, { ...header, local }),
  });
}

async function complete(source: Source, header: HeaderLine): Promise<Resource> {
  const { tool, version, ...others } = completeResource(source, header);
  // A home may be shared: of a run on another machine or in another container, we would name our own.
  const isHere = checkLiveness(source.platform, header.process) !== 'unknown';
  const machine = isHere && header.local?.machine === true ? await source.machine() : undefined;
  const project = isHere ? await nameProject(source, header) : undefined;
  return {
    tool,
    version,
    ...(machine === undefined ? {} : { install: machine }),
    ...others,
    ...(project === undefined ? {} : { project }),
  };
}

async function nameProject(source: Source, header: HeaderLine): Promise<string | undefined> {
  const { platform, folder, plan, signal, hash } = source;
  const path = readText(header.local?.project);
  const project = path === undefined ? undefined : findProject(platform, path);
  if (project === undefined) return undefined;
  if (plan.project === 'local') return hash(header, `project:${project.path}`);
  if (plan.project !== 'root-commit' || !project.hasGit) return undefined;
  const root = await readRootCommit(platform, project.path, { folder, signal });
  return root === undefined ? undefined : shortHash(platform, `overt/${plan.tool}/project`, root);
}
