import type { Catalogue } from './catalogue/event.ts';
import { createInstalled } from './entry/installed.ts';
import { createOnce } from './telemetry/define.ts';
import type { ErrorFields } from './errors/options.ts';
import type { TelemetryOptions } from './telemetry/options.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

export type { AgentNames } from './agents/name-options.ts';
export type {
  RunningTool,
  RunningTurn,
  Session,
  SessionOptions,
  SessionOutcome,
  TokenUsage,
  ToolOutcome,
  TurnOptions,
  TurnOutcome,
} from './agents/session.ts';
export type { BuiltinEvents } from './catalogue/builtin.ts';
export type { Catalogue, EventDeclaration, EventLevel } from './catalogue/event.ts';
export type { Field } from './catalogue/field.ts';
export type { EventLimit } from './limit/limit.ts';
export type {
  CommandDetails,
  CommandEnd,
  CommandOutcome,
  RunningCommand,
} from './telemetry/running-command.ts';
export type { HostTelemetry } from './host/host.ts';
export type { Introduction } from './telemetry/introduce.ts';
export type { Hints } from './consent/situation.ts';
export type { Decision, DecisionSource, ExplainedDecision } from './consent/decision.ts';
export type { Choice, Level } from './consent/level.ts';
export type { ConsentAlias, ConsentText } from './consent/policy.ts';
export type { Rotation } from './identity/period.ts';
export type { Lowered } from './ledger/lowered.ts';
export type { LedgerView } from './ledger/view.ts';
export type { CourierServer, ServeOptions } from './daemon/courier-server.ts';
export type { RunStats } from './telemetry/run-stats.ts';
export type { Answer, ExitCode, Failure } from './commands/answer.ts';
export type { Chosen } from './commands/choose.ts';
export type { Crashes, ShownReport } from './commands/crashes/crashes.ts';
export type { CrashReport, WholeReport } from './commands/crashes/report.ts';
export type { SentReport } from './commands/crashes/send-report.ts';
export type { SinkState } from './commands/crashes/sink-states.ts';
export type { Deleted } from './commands/delete.ts';
export type { Check } from './commands/doctor/check.ts';
export type { Diagnosed, SinkBooks } from './commands/doctor/doctor.ts';
export type { Export, ExportedEvent, ExportedFolder } from './commands/export.ts';
export type { KnownIds } from './identity/ids.ts';
export type { Log, LogEntry } from './commands/log.ts';
export type { Commands } from './commands/manage.ts';
export type { Write } from './commands/print.ts';
export type { ResetId } from './commands/reset-id.ts';
export type { RunCommandOptions } from './commands/run-command.ts';
export type { Shown, ShownRequest, ShownSending } from './commands/show.ts';
export type { Flushed } from './commands/flush.ts';
export type { RequestStatus } from './commands/requests.ts';
export type { RequestState } from './erasure/request.ts';
export type { Letter } from './erasure/letter.ts';
export type { SinkStatus, Status, StoredStatus } from './commands/status.ts';
export type { CommandStats, Stats } from './commands/stats.ts';
export type { StoredEvents } from './commands/stored-events.ts';
export type { RuleOpinion } from './consent/explain.ts';
export type { Delivered } from './journal/read-journal.ts';
export type { BatchEvent, EventRun, RunEnd } from './sinks/batch.ts';
export type {
  CollectorOptions,
  FileOptions,
  HttpOptions,
  ModuleSinkOptions,
  SinkOptions,
} from './sinks/define.ts';
export type {
  Deletion,
  DeletionByEmail,
  DeletionByEvent,
  DeletionByHttp,
  NoDeletion,
} from './sinks/deletion.ts';
export type { SinkPlace } from './sinks/place-of.ts';
export type { SinkFilter } from './sinks/filter.ts';
export type { Lowering } from './sinks/lowering.ts';
export type { SinkDescriptor, SinkModule, SinkSource } from './sinks/descriptor.ts';
export type { Template } from './sinks/template/check.ts';
export type { HttpOutcome, HttpRequest, HttpTransport } from './sinks/http/transport.ts';
export type { Fault } from './sinks/module/fault.ts';
export type { PartItem, Parts } from './sinks/module/parts.ts';
export type { CreateSink, SinkSettings, SinkTools } from './sinks/module/tools.ts';
export type { Batch, DeletionResult, Rejection, SendContext, SendResult, Sink } from './sinks/sink.ts';
export type { QuotaOptions, SamplingOptions } from './sampling/sampling.ts';
export type { DeliveryGuarantee } from './courier/plan.ts';
export type { RunTrace } from './spool/run-file.ts';
export type { SpoolLimits } from './spool/limits.ts';
export type { ConsentOptions } from './telemetry/consent-options.ts';
export type { IdentityOption, ProjectOption } from './telemetry/identity-options.ts';
export type { ErrorFields, ErrorOptions } from './errors/options.ts';
export type { ContextOption } from './telemetry/surroundings.ts';
export type { DeliveryMode, DeliveryOptions } from './telemetry/delivery-options.ts';
export type { TelemetryOptions } from './telemetry/options.ts';
export type { CutFrames, Frame, StackError } from './reports/stack-text.ts';
export type { ErrorProps, FlushResult, Telemetry } from './telemetry/telemetry.ts';

export { bytes, count, durationMs, flag, hash, oneOf, slug, text, version } from './catalogue/field.ts';
export { collector, file, http, moduleSink, noop, stdout } from './sinks/define.ts';
export { getTelemetry } from './host/host.ts';
export { OptionError } from './option-error.ts';

/**
 * Defines the telemetry of a tool: once, at its start.
 *
 * @throws {OptionError} when an option is wrong. After that, nothing throws.
 */
export function defineTelemetry<
  const Events extends Catalogue = Record<never, never>,
  const Extra extends ErrorFields = Record<never, never>,
>(options: TelemetryOptions<Events, Extra>): Telemetry<Events, Extra> {
  return createOnce(createInstalled(), options);
}
