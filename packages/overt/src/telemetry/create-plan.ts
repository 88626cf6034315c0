import { PLAN_FORMAT, type CourierPlan } from '../courier/plan.ts';
import type { Settings } from './options.ts';

/** What a courier has to know of the settings of a tool. */
export function createPlan(settings: Settings): CourierPlan {
  const { tool, identity, rotate, project, policy, descriptors, limits, delivery } = settings;
  const { retryBaseMs } = delivery;
  const whose = { tool, identity, rotate, project };
  return { format: PLAN_FORMAT, ...whose, policy, sinks: descriptors, limits, retryBaseMs };
}
