import { PLAN_FORMAT, type CourierPlan } from '../courier/plan.ts';
import type { Settings } from './options.ts';

/** What a courier has to know of the settings of a tool. */
export function createPlan({ policy, descriptors, limits, delivery }: Settings): CourierPlan {
  return { format: PLAN_FORMAT, policy, sinks: descriptors, limits, retryBaseMs: delivery.retryBaseMs };
}
