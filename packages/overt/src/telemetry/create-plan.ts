import { BUILTIN_EVENTS } from '../catalogue/builtin.ts';
import { listClosedFields } from '../catalogue/closed-fields.ts';
import { PLAN_FORMAT, type CourierPlan } from '../courier/plan.ts';
import type { Settings } from './options.ts';

/** What a courier has to know of the settings of a tool. */
export function createPlan(settings: Settings): CourierPlan {
  const { tool, identity, rotate, project, policy, descriptors, limits, delivery, events } = settings;
  const { sampling, quota } = settings;
  const { retryBaseMs, guarantee } = delivery;
  const whose = { tool, identity, rotate, project };
  const { dropEnvironments } = settings.errors;
  const closed = listClosedFields({ ...BUILTIN_EVENTS, ...events });
  return {
    format: PLAN_FORMAT,
    ...whose,
    closed,
    policy,
    dropEnvironments,
    sinks: descriptors,
    limits,
    sampling,
    quota,
    guarantee,
    retryBaseMs,
  };
}
