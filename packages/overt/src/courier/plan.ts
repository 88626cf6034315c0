import { join } from '../platform/path.ts';
import type { ClosedFields } from './deliver/redact-events.ts';
import type { ConsentPolicy } from '../consent/policy.ts';
import type { Rotation } from '../identity/period.ts';
import type { Platform } from '../platform/platform.ts';
import type { QuotaOptions, SamplingOptions } from '../sampling/sampling.ts';
import type { SinkDescriptor } from '../sinks/descriptor.ts';
import type { SpoolLimits } from '../spool/limits.ts';
import { readOwnFile, replaceWithFile } from '../spool/private-file.ts';

/**
 * What a detached courier has to know. It is left in the state folder, readable to the user only, because arguments
 * and variables of a process can be read by others. It holds data only: the courier runs no code of the tool.
 */
export type CourierPlan = {
  readonly format: typeof PLAN_FORMAT;
  readonly tool: string;
  readonly identity: 'install' | 'machine' | 'none';
  readonly rotate: Rotation;
  readonly project: 'none' | 'local' | 'root-commit';
  readonly policy: ConsentPolicy;
  readonly sinks: readonly SinkDescriptor[];
  /** Fields that are not redacted again. */
  readonly closed?: ClosedFields;
  /** In these environments errors are dropped and counted. */
  readonly dropEnvironments?: readonly string[];
  readonly limits: SpoolLimits;
  readonly sampling: Required<SamplingOptions>;
  readonly quota: Required<QuotaOptions>;
  readonly guarantee: DeliveryGuarantee;
  /** The wait after the first failure of a sink, in milliseconds; it doubles with each one. */
  readonly retryBaseMs: number;
};

/** Whether an event may arrive twice, or may not arrive, where nobody can tell whether it has. */
export type DeliveryGuarantee = 'at-least-once' | 'at-most-once';

export const PLAN_FORMAT = 2;

/** Mostly the last courier had the same one: then nothing is written, since to get a file onto the disk is half of what a start takes. */
export function writePlan(platform: Platform, folder: string, plan: CourierPlan): void {
  const text = JSON.stringify(plan);
  const read = readOwnFile(platform, planPath(folder));
  if (read.kind === 'read' && !read.isShared && read.text === text) return;
  replaceWithFile(platform, planPath(folder), text);
}

/** Reads the plan, unless it is missing, damaged, or of a version of Overt that came later. */
export function readPlan(platform: Platform, folder: string): CourierPlan | undefined {
  const read = readOwnFile(platform, planPath(folder));
  if (read.kind !== 'read') return undefined;
  try {
    const plan = JSON.parse(read.text) as CourierPlan;
    return plan.format === PLAN_FORMAT ? plan : undefined;
  } catch {
    return undefined;
  }
}

function planPath(folder: string): string {
  return join(folder, 'plan.json');
}
