/**
 * The Overt collector, for programs that embed it. `npx @overt/collector` is the same thing as a command.
 *
 * @module
 */
export type { AgentReport, Costs, SessionLine, TokenLine, ToolLine, TurnLine } from './report/agents.ts';
export type { CollectorErrorCode } from './errors.ts';
export type { LedgerTotals } from './report/ledgers.ts';
export type { Logger } from './logger.ts';
export type { AbandonedLine, CommandLine, CrashLine, Report, VersionLine } from './report/report.ts';
export type { FrictionLine, OutcomeLine, StarterLine, UseReport } from './report/starters.ts';
export type { Collector, CollectorOptions } from './start-collector.ts';
export type { InsertResult, QueryParams, RowBlock, Store, Table } from './store/store.ts';

export { CollectorError } from './errors.ts';
export { startCollector } from './start-collector.ts';
