import { ALL_RULES } from '../rules/all-rules.ts';
import { showPath } from './paths.ts';
import type { Finding, Report, SuppressedFinding } from './run-rules.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** The report in SARIF 2.1.0, which code scanning services read. What is suppressed is there, and marked as such. */
export function renderSarif(
  report: Report,
  { repository, version }: { repository: string; version: string },
): string {
  const rules = ALL_RULES.map(({ id, summary, severity }) => ({
    id,
    shortDescription: { text: summary },
    defaultConfiguration: { level: severity },
  }));
  const results = [
    ...report.findings.map((finding) => describe(finding, repository)),
    ...report.suppressed.map((finding) => describeSuppressed(finding, repository)),
  ];
  const driver = { name: 'overt', semanticVersion: version, rules };
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

function describe({ rule, severity, message, event, field, place }: Finding, repository: string): object {
  const uri = encodeURI(showPath(repository, place.file));
  return {
    ruleId: rule,
    ruleIndex: ALL_RULES.findIndex(({ id }) => id === rule),
    level: severity,
    message: { text: event === undefined ? message : `${event}: ${message}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
          region: { startLine: place.line, startColumn: place.column },
        },
      },
    ],
    // The same finding in a later version of the file: lines move, names stay.
    partialFingerprints: {
      'overtFinding/v1': [rule, event, field].filter((part) => part !== undefined).join('/'),
    },
  };
}

function describeSuppressed(finding: SuppressedFinding, repository: string): object {
  const suppressions = [{ kind: 'external', status: 'accepted', justification: finding.reason }];
  return { ...describe(finding, repository), suppressions };
}
