import { checkAgentNames } from '../agents/name-options.ts';
import { BUILTIN_EVENTS } from '../catalogue/builtin.ts';
import { validateCatalogue } from '../catalogue/validate.ts';
import { checkTags } from '../environment/tags.ts';
import { checkErrorFields, checkErrors } from '../errors/options.ts';
import { findLimitFault } from '../limit/find-fault.ts';
import { expected, OptionError } from '../option-error.ts';
import { DIGITS, isMadeOf, LOWER } from '../platform/text.ts';
import { checkQuota, checkSampling } from '../sampling/sampling.ts';
import { checkDeletion } from '../sinks/deletion.ts';
import type { SinkDescriptor } from '../sinks/descriptor.ts';
import { checkFilter } from '../sinks/filter.ts';
import type { Sink } from '../sinks/sink.ts';
import { checkNumbers } from './check-numbers.ts';
import { checkConsent } from './consent-options.ts';
import {
  BACKGROUND_NUMBERS,
  DELIVERY_NUMBERS,
  GUARANTEES,
  isPrinting,
  LIMIT_NUMBERS,
  MODES,
  type DeliveryOptions,
} from './delivery-options.ts';
import { checkIdentity } from './identity-options.ts';
import type { TelemetryOptions } from './options.ts';
import { checkSurroundings } from './surroundings.ts';

/** What is wrong with the options, as the error says it: the first fault, or nothing. */
export function findFault(options: TelemetryOptions): string | undefined {
  try {
    checkOptions(options);
    return undefined;
  } catch (error) {
    // The error itself is made by the entry: of two classes of one name, the tool knows only that one.
    if (error instanceof OptionError) return error.message;
    throw error;
  }
}

/** Checks everything, one after the other. */
function checkOptions(options: TelemetryOptions): void {
  if (typeof options !== 'object' || options === null) throw expected('options', 'an object', options);
  const { tool, version, events = {}, crashes = true, tags = {}, traces = false } = options;
  if (!isMadeOf(tool, `${LOWER}${DIGITS}-`, 63) || !LOWER.includes(tool.charAt(0)))
    throw expected('tool', 'lower-case letters, digits and dashes', tool);
  if (typeof version !== 'string' || version === '' || version.length > 64)
    throw expected('version', 'a version', version);
  validateCatalogue(events);
  if (typeof crashes !== 'boolean') throw expected('crashes', 'true or false', crashes);
  if (typeof traces !== 'boolean') throw expected('traces', 'true or false', traces);
  checkTags(tags);
  checkErrors(options.errors ?? {});
  checkSurroundings(options);
  checkDelivery(options.delivery ?? {});
  checkSinks(options.sinks, options.delivery?.mode);
  checkNumbers('limits', options.limits ?? {}, LIMIT_NUMBERS);
  checkConsent(tool, options.consent ?? {});
  checkErrorFields(options.errors?.fields);
  checkSampling(options.sampling ?? {});
  checkQuota(options.quota ?? {});
  checkIdentity(options);
  checkAgentNames(options.agents ?? {});
  const fault = findLimitFault({ ...BUILTIN_EVENTS, ...events });
  if (fault !== undefined) throw expected(...fault);
}

function checkDelivery(delivery: DeliveryOptions): void {
  const { mode = 'auto', guarantee = 'at-least-once' } = delivery;
  if (!MODES.includes(mode))
    throw expected('delivery.mode', 'one of auto, detached, inline, background', mode);
  if (!GUARANTEES.includes(guarantee))
    throw expected('delivery.guarantee', 'at-least-once or at-most-once', guarantee);
  checkNumbers('delivery', delivery, mode === 'background' ? BACKGROUND_NUMBERS : DELIVERY_NUMBERS);
}

function checkSinks(sinks: unknown, mode: DeliveryOptions['mode']): void {
  if (!Array.isArray(sinks) || sinks.length === 0)
    throw expected('sinks', 'a list of at least one sink', sinks);
  const list = sinks as (SinkDescriptor | Sink)[];
  for (const sink of list) {
    if (typeof sink?.name !== 'string' || !('kind' in sink || typeof sink.send === 'function'))
      throw expected('sinks', 'made by http(), collector(), file(), stdout() or noop()', sink);
  }
  for (const [index, { name }] of list.entries()) {
    if (list.findIndex((other) => other.name === name) !== index)
      throw expected('sinks', 'of different names', name);
  }
  // Those that are data were checked when they were made.
  for (const { filter, deletion } of list.filter((sink) => 'send' in sink)) {
    if (filter !== undefined) checkFilter(filter);
    if (deletion !== undefined) checkDeletion(deletion);
  }
  if (mode === 'detached' && list.some((sink) => 'send' in sink || isPrinting(sink)))
    throw expected('delivery.mode', 'inline or background with a sink that works in the tool only', mode);
}
