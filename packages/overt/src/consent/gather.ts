import { isCi } from '../environment/ci.ts';
import { join, parentOf } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { choicePath, fileMark, readChoice, type StoredChoice } from './choice.ts';
import { POLICY_FILES } from './order.ts';
import type { ConsentPolicy } from './policy.ts';
import type { ConsentInputs, RuleFile } from './resolve.ts';
import type { readRuleFile } from './rule-file.ts';

/** What it takes to learn what a decision rests on. */
export type GatherTools = {
  readonly platform: Platform;
  readonly policy: ConsentPolicy;
  /** The state folders in which a choice may be stored. */
  readonly folders: readonly string[];
  /** The file of the project that the tool runs in, if there is one. */
  readonly projectFile: string | undefined;
  /** Not on the hot path, since hardly anybody has such files. */
  readonly readRules: typeof readRuleFile;
};

const NONE: RuleFile = { kind: 'none' };
export const PROJECT_FILE = '.overt.json';
/** A project that lies deeper than this has no file for us. */
const MAX_DEPTH = 32;

/** Reads all that a decision rests on, as far as it is there. */
export function gatherConsent(tools: GatherTools, marks = markConsent(tools)): ConsentInputs {
  const { platform, policy, folders, projectFile, readRules } = tools;
  const { tool } = policy;
  const [managed, ...stored] = marks;
  const policyFile = findPolicyFile(platform, policy);
  const kept = folders.filter((_, index) => stored[index] !== '');
  return {
    env: platform.env,
    policy,
    managed: managed === '' ? NONE : readRules(platform, policyFile, [tool, 'managed']),
    stored: readStored(platform, kept),
    project: projectFile === undefined ? NONE : readRules(platform, projectFile, [tool, 'project']),
    isCi: isCi(platform.env),
  };
}

/** What it rests on where no file has a say. */
export function withoutFiles({ platform: { env }, policy }: GatherTools): ConsentInputs {
  return { env, policy, managed: NONE, stored: { kind: 'none' }, project: NONE, isCi: isCi(env) };
}

/** One for each file that can change the decision while a process runs: changes when that does, and is empty where there is none. */
export function markConsent({
  platform,
  policy,
  folders,
}: Pick<GatherTools, 'platform' | 'policy' | 'folders'>): readonly string[] {
  const marks = [fileMark(platform, findPolicyFile(platform, policy))];
  for (const folder of folders) marks.push(fileMark(platform, choicePath(folder)));
  return marks;
}

/** The file of the project around the working folder: in it or above it, no higher than its repository. */
export function findProjectFile({ fs, system }: Platform): string | undefined {
  let folder = system.cwd();
  for (let depth = 0; folder !== undefined && depth < MAX_DEPTH; depth += 1) {
    const path = join(folder, PROJECT_FILE);
    if (fs.existsSync(path)) return path;
    const above = parentOf(folder);
    if (above === folder || fs.existsSync(join(folder, '.git'))) return undefined;
    folder = above;
  }
  return undefined;
}

/** A choice may be stored in each place, since the best one may have been read-only at the time: the last one holds. */
function readStored(platform: Platform, folders: readonly string[]): StoredChoice {
  let last: StoredChoice = { kind: 'none' };
  for (const folder of folders) {
    const stored = readChoice(platform, folder);
    if (stored.kind === 'unreadable') return stored;
    if (stored.kind !== 'none' && (last.kind === 'none' || stored.at > last.at)) last = stored;
  }
  return last;
}

/** Where the administrator of a machine speaks to all tools. */
export function findPolicyFile({ system, env }: Platform, { policyFile }: ConsentPolicy): string {
  if (policyFile !== undefined) return policyFile;
  const { os } = system;
  if (os !== 'win32') return os === 'darwin' ? POLICY_FILES.darwin : POLICY_FILES.linux;
  const data = env['PROGRAMDATA'];
  return data === undefined ? POLICY_FILES.win32 : `${data}\\overt\\policy.json`;
}
