/**
 * What most runs of a tool never need, in a file of its own that is loaded when it is first needed: a CLI pays for
 * each byte that it parses at its start, needed or not (docs/benchmarks.md).
 */
export { BUILTIN_EVENTS } from '../catalogue/builtin.ts';
export { createSessions } from './agents.ts';
export { readRuleFile } from '../consent/rule-file.ts';
export { describeCi } from '../environment/ci-vendors.ts';
export { parseTags } from '../environment/tags.ts';
export { joinTrace } from '../environment/trace.ts';
export { hashLocally } from '../identity/hash-locally.ts';
export { makeSecret } from '../identity/make-secret.ts';
export { passLimit, resetLimit } from '../limit/limit-file.ts';
export { createLocalRedactor } from '../redact/local.ts';
export { makeRoom } from '../spool/make-room.ts';
export { makeState } from '../spool/make-state.ts';
export { storeChoice } from '../telemetry/store-choice.ts';
export {
  askMachineId,
  askWhereDue,
  deliverAndWait,
  deliverWithin,
  manage,
  readLedgers,
  startDetached,
  startReport,
} from '../telemetry/deliverer.ts';
export { explainConsent, introduce, noticeIfDue, sayDecision, withDebug } from './rare.ts';
